/** Where a command writes. */
export interface Output {
  /** A line of what was asked for. */
  line(text: string): void;
  /** A line about what goes wrong or what is done meanwhile. */
  note(text: string): void;
}

/** Where a command reads what nobody else on the machine may see: words can be listed by every user of it. */
export interface Input {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All that is sent on standard input. */
  stdin(): Promise<string>;
}

/** One command: `likeness` and its words. */
export interface Command {
  /** What `--help` prints. */
  readonly help: string;
  /**
   * @param given what follows the command's own words
   * @returns the exit code: 0, or 1 if what was looked at is not right
   */
  run(given: readonly string[], output: Output, input: Input): Promise<number>;
}

/** The command was called in a way it cannot be. The words say how it can. */
export class Misuse extends Error {
  override readonly name = "Misuse";
}
