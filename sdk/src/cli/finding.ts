/** What one step of a check found. */
export interface Finding {
  /** What was looked at, in a word or two. */
  readonly what: string;
  /** `note`: nothing is wrong, but somebody may want to know. */
  readonly verdict: "right" | "note" | "wrong";
  readonly found: string;
  /** What to do about it. */
  readonly advice?: string;
}

const marks = { right: "ok", note: "note", wrong: "WRONG" } as const satisfies Record<Finding["verdict"], string>;

/** A finding as a row of a table, with its advice below it. */
export function row({ what, verdict, found, advice }: Finding): string {
  const line = `  ${marks[verdict].padEnd(6)} ${what.padEnd(11)} ${found}`;
  return advice === undefined ? line : `${line}\n${" ".repeat(21)}${advice}`;
}
