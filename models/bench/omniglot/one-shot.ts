import type { OneShotRun } from "../../src/data/omniglot-runs.ts";
import { type Matrix, rowOf } from "../../src/matrix.ts";

/** Of each probe, whether the nearest drawing of the gallery, by cosine, is of its class. */
export function nearestIsRight(
  probes: Matrix<Float32Array>,
  gallery: Matrix<Float32Array>,
  run: { readonly [Part in "probes" | "gallery"]: Pick<OneShotRun[Part], "labels"> },
): boolean[] {
  return Array.from(run.probes.labels, (label, probe) => {
    let nearest = 0;
    let best = -Infinity;
    for (let row = 0; row < gallery.rows; row++) {
      const likeness = cosine(rowOf(probes, probe), rowOf(gallery, row));
      if (likeness > best) [nearest, best] = [row, likeness];
    }
    return run.gallery.labels[nearest] === label;
  });
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
