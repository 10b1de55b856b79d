/** Where a command writes. */
export interface Output {
  /** A line of what was asked for. */
  line(text: string): void;
  /** A line about what goes wrong. */
  note(text: string): void;
  /** How far it is; in place where that can be, else now and then a line. */
  progress(what: string, done: number, total: number): void;
}

export interface Command {
  readonly summary: string;
  /** What `--help` prints. */
  readonly help: string;
  /** @returns the exit code: 0, or 1 if something is not as it is to be */
  run(given: readonly string[], output: Output): Promise<number>;
}

/** The command was called in a way it cannot be. The words say how it can. */
export class Misuse extends Error {
  override readonly name = "Misuse";
}
