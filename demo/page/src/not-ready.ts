/** Nothing to act on yet: a fault of neither face nor host, so none of the contract's problems. */
export class NotReady extends Error {
  override readonly name = "NotReady";
  readonly remedy: string;

  constructor(headline: string, remedy: string) {
    super(headline);
    this.remedy = remedy;
  }
}
