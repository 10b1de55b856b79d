import type { Picture, UltraFaceOutput } from "../core/index.ts";
import type { Detection } from "./detection.ts";
import type { Tensor } from "../runtime/session.ts";

/**
 * Boxes over the threshold, in pixels of the network's input.
 *
 * Priors go by feature map (stride), row, column, prior size. As the network was trained, their centres divide
 * the input evenly, also where the stride does not (240 / 64), and none is larger than the input. Offsets are
 * those of SSD (Liu 2016, eq. 2), scaled by two variances.
 */
export function decodeUltraFace(
  output: UltraFaceOutput,
  outputs: Record<string, Tensor>,
  { width, height }: Pick<Picture, "width" | "height">,
  threshold: number,
): Detection[] {
  const scores = outputs[output.scores]!.data;
  const boxes = outputs[output.boxes]!.data;
  const found: Detection[] = [];
  let prior = 0;
  output.strides.forEach((stride, level) => {
    const rows = Math.ceil(height / stride);
    const columns = Math.ceil(width / stride);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        for (const size of output.priors[level]!) {
          const score = scores[prior * 2 + 1]!;
          if (score >= threshold) {
            const [dx, dy, dw, dh] = boxes.subarray(prior * 4, prior * 4 + 4) as unknown as Offsets;
            const priorWidth = Math.min(size, width);
            const priorHeight = Math.min(size, height);
            const w = priorWidth * Math.exp(dw * output.sizeVariance);
            const h = priorHeight * Math.exp(dh * output.sizeVariance);
            const x = ((column + 0.5) * width) / columns + dx * output.centreVariance * priorWidth - w / 2;
            const y = ((row + 0.5) * height) / rows + dy * output.centreVariance * priorHeight - h / 2;
            found.push({ box: { x, y, width: w, height: h }, score });
          }
          prior++;
        }
      }
    }
  });
  return found;
}

type Offsets = [dx: number, dy: number, dw: number, dh: number];
