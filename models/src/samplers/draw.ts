import type { Random } from "../random.ts";

/**
 * Brings `count` items by chance to the front of the list and gives them: the first steps of Fisher and Yates' shuffle.
 * The rest of the list is any order that came about before, which makes no draw more likely than another.
 */
export function drawInPlace(list: Int32Array, count: number, random: Random): Int32Array {
  for (let i = 0; i < count; i++) {
    const j = i + random.integer(list.length - i);
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list.subarray(0, count);
}
