// Test support: the command line with what it writes in hand.

import { run } from "./run.ts";

export interface Captured {
  readonly code: number;
  readonly out: string;
  readonly notes: string;
}

export async function likenessModels(...words: readonly string[]): Promise<Captured> {
  const [out, notes]: [string[], string[]] = [[], []];
  const output = { line: (text: string) => void out.push(text), note: (text: string) => void notes.push(text) };
  const code = await run(words, output, new AbortController().signal);
  return { code, out: out.join("\n"), notes: notes.join("\n") };
}
