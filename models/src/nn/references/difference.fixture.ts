/** Values with their shape, as the stored references have them. */
export interface Listed {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** The largest difference over the largest value of the reference, or over `least` if that is smaller. */
export function relativeDifference(values: ArrayLike<number>, reference: ArrayLike<number>, least = 0): number {
  if (values.length !== reference.length) return Infinity;
  let [difference, largest] = [0, least];
  for (let i = 0; i < values.length; i++) {
    difference = Math.max(difference, Math.abs(values[i]! - reference[i]!));
    largest = Math.max(largest, Math.abs(reference[i]!));
  }
  return difference / (largest || 1);
}
