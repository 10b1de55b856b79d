import type { Pairing } from "./loss.ts";

/** @throws {RangeError} */
export function noReference(loss: string, { reference }: Pairing): void {
  if (reference) throw new RangeError(`${loss} has no use for a reference: its positives and negatives are its own`);
}
