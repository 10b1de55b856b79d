import type { Random } from "../random.ts";

/**
 * Pictures for a map of at most so many points: classes by chance, each whole as long as there is room, because single
 * pictures of many classes would show no clusters where there are some.
 *
 * @returns indexes, rising
 */
export function someClasses(labels: Int32Array, limit: number, random: Random): Int32Array {
  const classes = [...Map.groupBy(labels.keys(), (index) => labels[index]!).values()];
  const chosen: number[] = [];
  // With few large classes all are shown, each in part.
  const each = Math.max(Math.floor(limit / classes.length), Math.min(limit, leastPictures));
  for (const pictures of random.shuffled(classes)) {
    chosen.push(...random.shuffled(pictures).slice(0, Math.min(each, limit - chosen.length)));
    if (chosen.length >= limit) break;
  }
  return Int32Array.from(chosen).toSorted();
}

const leastPictures = 20;
