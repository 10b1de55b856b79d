import type { Models } from "@likeness/sdk/host";
import type { SpaceModel } from "./index/live-indexes.ts";

/** Cosine, of a model that nobody has measured. */
const unmeasured = 0.5;

/**
 * What indexes have to know of a model, from its card: where a space is large enough for a short cut, a view is accepted by
 * the strictest threshold that was measured.
 */
export function spaceModels(models: Models): (modelId: string) => SpaceModel {
  return (modelId) => {
    const { dimension, calibration } = models.card(modelId);
    const similarity = calibration.thresholds.at(-1)?.score ?? unmeasured;
    return { dimension, similarity };
  };
}
