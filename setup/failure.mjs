/** Set-up cannot go on, for a reason that one line can tell; `detail` is what a tool said about it. */
export class Failure extends Error {
  /**
   * @param {string} message
   * @param {string} [detail]
   */
  constructor(message, detail = "") {
    super(message);
    this.detail = detail;
  }
}

/** The person, or the machine, asked set-up to stop. */
export class Interrupted extends Error {
  /** @param {number} status the exit status that tells a shell so */
  constructor(status) {
    super("interrupted");
    this.status = status;
  }
}
