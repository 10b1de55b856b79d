// Test support: the command line with what it writes in hand.

import { run } from "./run.ts";

export interface Given {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

export const likeness = (...words: readonly string[]) => likenessGiven({}, ...words);

export async function likenessGiven(
  { env = {}, stdin = "" }: Given,
  ...words: readonly string[]
): Promise<{ code: number; out: string; notes: string }> {
  const [out, notes]: [string[], string[]] = [[], []];
  const output = { line: (text: string) => void out.push(text), note: (text: string) => void notes.push(text) };
  const code = await run(words, output, { env, stdin: async () => stdin });
  return { code, out: out.join("\n"), notes: notes.join("\n") };
}
