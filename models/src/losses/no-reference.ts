import type { LossInput } from "./loss.ts";

/** @throws {RangeError} */
export function noReference(loss: string, { reference }: LossInput): void {
  if (reference) throw new RangeError(`${loss} has no use for a reference: its positives and negatives are its own`);
}
