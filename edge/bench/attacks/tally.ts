import { isProblemCode } from "@likeness/sdk/core";
import type { Answer } from "../under-test/index.ts";

/** What many requests of one kind were answered. */
export interface Tally {
  readonly kind: string;
  readonly sent: number;
  /** Answered as if they were right. */
  readonly accepted: number;
  /** How often each problem was the answer. */
  readonly codes: ReadonlyMap<string, number>;
}

export function tallyOf(kind: string, answers: readonly Answer[]): Tally {
  const codes = new Map<string, number>();
  let accepted = 0;
  for (const { status, text } of answers) {
    if (status < 300) accepted += 1;
    else codes.set(codeOf(text), (codes.get(codeOf(text)) ?? 0) + 1);
  }
  return { kind, sent: answers.length, accepted, codes };
}

/** One tally of several of a kind. */
export function together(kind: string, tallies: readonly Tally[]): Tally {
  const codes = new Map<string, number>();
  for (const tally of tallies) for (const [code, count] of tally.codes) codes.set(code, (codes.get(code) ?? 0) + count);
  const sum = (of: (tally: Tally) => number) => tallies.reduce((total, tally) => total + of(tally), 0);
  return { kind, sent: sum(({ sent }) => sent), accepted: sum(({ accepted }) => accepted), codes };
}

export function codeOf(text: string): string {
  try {
    const { code } = JSON.parse(text) as { code?: unknown };
    return isProblemCode(code) ? code : "no problem";
  } catch {
    return "no JSON";
  }
}

export const codesIn = ({ codes }: Tally): string =>
  [...codes]
    .toSorted(([, a], [, b]) => b - a)
    .map(([code, count]) => `${code} ${count}`)
    .join(", ");
