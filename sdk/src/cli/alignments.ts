import type { AlignmentTemplate } from "../core/index.ts";

/**
 * Where ArcFace has eyes, nose and mouth in a chip of 112 pixels (Deng 2019; the template that insightface's
 * `face_align.py` publishes). Most recognisers since are trained with it.
 */
const arcface: AlignmentTemplate["points"] = [
  [0, 38.2946, 51.6963],
  [1, 73.5318, 51.5014],
  [2, 56.0252, 71.7366],
  [3, 41.5493, 92.3655],
  [4, 70.7299, 92.2041],
];

export const alignmentNames = ["arcface"] as const;

/** A known alignment template, for chips of this many pixels. */
export function alignmentNamed(_: (typeof alignmentNames)[number], size: number): AlignmentTemplate {
  // Pixel centres: (x + 0.5) scale - 0.5, so that the chip's edges stay its edges.
  const scale = size / 112;
  const scaled = (value: number) => (scale === 1 ? value : Number(((value + 0.5) * scale - 0.5).toFixed(4)));
  return { landmarks: "five-points", points: arcface.map(([index, x, y]) => [index, scaled(x), scaled(y)] as const) };
}
