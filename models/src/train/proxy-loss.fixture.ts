import type { Loss } from "../losses/loss.ts";

/** The mean squared distance to the class's proxy: as little as a loss with parameters of its own can be. */
export function proxyLoss(classes: number, dimension: number): Loss {
  const values = Float64Array.from({ length: classes * dimension }, (_, i) => Math.sin(i + 1));
  return {
    name: "proxy",
    parameters: { proxies: { shape: [classes, dimension], values } },
    compute({ embeddings, labels, reference }) {
      const gradient = new Float64Array(embeddings.data.length);
      const proxies = new Float64Array(values.length);
      let loss = 0;
      labels.forEach((label, row) => {
        for (let d = 0; d < dimension; d++) {
          const gap = embeddings.data[row * dimension + d]! - values[label * dimension + d]!;
          loss += (gap * gap) / labels.length;
          gradient[row * dimension + d]! += (2 * gap) / labels.length;
          proxies[label * dimension + d]! -= (2 * gap) / labels.length;
        }
      });
      // Against a memory: its mean, so that a test sees it.
      if (reference) for (const value of reference.embeddings.data) loss += value / reference.embeddings.rows;
      return { loss, gradient, parameterGradients: { proxies } };
    },
  };
}
