import type { UltraFaceOutput } from "@likeness/sdk/core";

/**
 * The prior boxes as the published UltraFace bakes them in: centre and size as fractions of the picture. A
 * map has `ceil(side / stride)` cells, which share the picture evenly, and no prior is larger than the
 * picture.
 */
export function ssdPriors({ strides, priors }: UltraFaceOutput, width: number, height: number): number[][] {
  return strides.flatMap((stride, level) => {
    const columns = Math.ceil(width / stride);
    const rows = Math.ceil(height / stride);
    const cells = Array.from(
      { length: rows * columns },
      (_, i) => [i % columns, Math.floor(i / columns)] as const,
    );
    return cells.flatMap(([x, y]) =>
      (priors[level] ?? []).map((box) => [
        (x + 0.5) / columns,
        (y + 0.5) / rows,
        Math.min(1, box / width),
        Math.min(1, box / height),
      ]),
    );
  });
}
