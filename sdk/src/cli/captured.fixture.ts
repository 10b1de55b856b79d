// Test support: the command line with what it writes in hand.

import { run } from "./run.ts";

export async function likeness(...words: readonly string[]): Promise<{ code: number; out: string; notes: string }> {
  const [out, notes]: [string[], string[]] = [[], []];
  const code = await run(words, { line: (text) => out.push(text), note: (text) => notes.push(text) });
  return { code, out: out.join("\n"), notes: notes.join("\n") };
}
