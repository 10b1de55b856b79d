/**
 * So many of them, each once, in their order (Knuth, TAOCP 2, 3.4.2, algorithm S).
 *
 * @param random from 0 up to 1
 */
export function drawn(all: BigInt64Array, many: number, random: () => number): BigInt64Array {
  const chosen = new BigInt64Array(Math.min(many, all.length));
  let count = 0;
  for (let i = 0; count < chosen.length; i++) {
    if ((all.length - i) * random() < chosen.length - count) chosen[count++] = all[i]!;
  }
  return chosen;
}
