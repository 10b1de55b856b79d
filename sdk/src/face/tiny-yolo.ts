import type { TinyYoloOutput } from "../core/index.ts";
import type { Detection } from "./detection.ts";
import type { Tensor } from "../runtime/session.ts";

const valuesPerAnchor = 5; // x, y, width, height, objectness

/** Boxes over the threshold, in pixels of the network's input (Redmon 2017, "YOLO9000", section 2). */
export function decodeTinyYolo(
  output: TinyYoloOutput,
  outputs: Record<string, Tensor>,
  threshold: number,
): Detection[] {
  const { data, shape } = outputs[output.grid]!;
  const [, rows, columns] = shape as [number, number, number, number];
  const { stride, anchors } = output;
  const found: Detection[] = [];
  for (let cell = 0, at = 0; cell < rows * columns; cell++) {
    for (const [anchorWidth, anchorHeight] of anchors) {
      const score = sigmoid(data[at + 4]!);
      if (score >= threshold) {
        const width = Math.exp(data[at + 2]!) * anchorWidth * stride;
        const height = Math.exp(data[at + 3]!) * anchorHeight * stride;
        const x = ((cell % columns) + sigmoid(data[at]!)) * stride - width / 2;
        const y = (Math.floor(cell / columns) + sigmoid(data[at + 1]!)) * stride - height / 2;
        found.push({ box: { x, y, width, height }, score });
      }
      at += valuesPerAnchor;
    }
  }
  return found;
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
