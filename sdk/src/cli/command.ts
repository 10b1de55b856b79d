/** Where a command writes. */
export interface Output {
  /** A line of what was asked for. */
  line(text: string): void;
  /** A line about what goes wrong or what is done meanwhile. */
  note(text: string): void;
}

/** One command: `likeness` and its words. */
export interface Command {
  /** What `--help` prints. */
  readonly help: string;
  /**
   * @param given what follows the command's own words
   * @returns the exit code: 0, or 1 if what was looked at is not right
   */
  run(given: readonly string[], output: Output): Promise<number>;
}

/** The command was called in a way it cannot be. The words say how it can. */
export class Misuse extends Error {
  override readonly name = "Misuse";
}
