/**
 * -log softmax at the target for one row of logits, from the greatest down so that no exponential overflows.
 * Its slope times `share`, softmax less one at the target, is written to `slopes`, which lie as the logits do.
 */
export function softmaxCrossEntropy(
  logits: Float64Array,
  start: number,
  count: number,
  target: number,
  share: number,
  slopes: Float64Array,
): number {
  let greatest = -Infinity;
  for (let at = start; at < start + count; at++) greatest = Math.max(greatest, logits[at]!);
  let sum = 0;
  for (let at = start; at < start + count; at++) {
    const part = Math.exp(logits[at]! - greatest);
    slopes[at] = part;
    sum += part;
  }
  for (let at = start; at < start + count; at++) slopes[at]! *= share / sum;
  slopes[start + target]! -= share;
  return Math.log(sum) + greatest - logits[start + target]!;
}
