/** 95 % of the standard normal distribution lies within this many deviations. */
const z = 1.959964;

/**
 * Wilson's 95 % interval of a proportion (Wilson 1927): right also near 0 and 1, where there are few errors.
 * It takes the trials as independent; pairs that share a picture are not, so it is narrower than the truth.
 */
export function wilsonInterval(successes: number, trials: number): [number, number] {
  const p = successes / trials;
  const centre = p + (z * z) / (2 * trials);
  const spread = z * Math.sqrt((p * (1 - p)) / trials + (z * z) / (4 * trials * trials));
  const scale = 1 + (z * z) / trials;
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)];
}
