import type { Dataset } from "./dataset.ts";
import { quarterTurns } from "./quarter-turns.ts";

const quarters = [0, 1, 2, 3] as const;

/**
 * Every picture turned by 0, 90, 180 and 270 degrees clockwise, each turn a class of its own: picture `4 i + r` is the
 * i-th turned `r` quarters, of class `4 c + r`. Four times the classes, as few-shot learning does with drawings
 * (Santoro 2016, section 4.1; Vinyals 2016, section 4.1.1).
 */
export function rotationsAsClasses(dataset: Dataset): Dataset {
  const { labels, source } = dataset;
  return {
    name: `${dataset.name}, rotations as classes`,
    classes: dataset.classes.flatMap((name) => quarters.map((r) => (r === 0 ? name : `${name} turned ${r * 90}`))),
    labels: Int32Array.from({ length: labels.length * 4 }, (_, i) => labels[i >> 2]! * 4 + (i & 3)),
    describe: (index) => `${dataset.describe(index >> 2)}, turned by ${(index & 3) * 90} degrees`,
    picture: async (index) => quarterTurns(await dataset.picture(index >> 2), index & 3),
    ...(source && { source: { kind: "turned", of: source } }),
  };
}
