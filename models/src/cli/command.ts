/** Where a command writes. */
export interface Output {
  /** A line of what was asked for. */
  line(text: string): void;
  /** A line about what goes wrong or what is done meanwhile. */
  note(text: string): void;
  /** Where a progress bar may be drawn: a terminal, which shows notes too. */
  readonly terminal?: NodeJS.WriteStream;
}

/** One command: `likeness-models` and its words. */
export interface Command {
  /** What `--help` prints. */
  readonly help: string;
  /**
   * @param given what follows the command's own word
   * @param signal is aborted when the user wants it to stop; what was done until then is kept
   * @returns the exit code: 0, 1 if what was looked at is not right, 130 if it was stopped
   */
  run(given: readonly string[], output: Output, signal: AbortSignal): Promise<number>;
}

/** The command was called in a way it cannot be. The words say how it can. */
export class Misuse extends Error {
  override readonly name = "Misuse";
}

/** As a shell says that Ctrl-C ended a program. */
export const stoppedCode = 130;
