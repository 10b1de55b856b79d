import { readFileSync } from "node:fs";
import type { EmbedderCard, UnitVector } from "@likeness/sdk/core";
import type { EnrolLine } from "@likeness/server";
import type { Gallery } from "../gallery/gallery.ts";

/** The model that the people of a benchmark are said to be of: 128 values, as theirs. */
export const card = JSON.parse(
  readFileSync(new URL("../../../models/cards/dlib-resnet.json", import.meta.url), "utf8"),
) as EmbedderCard;

export const tenant = "bench";
export const collection = "people";

/** A subject a template; one of a hundred is in each hall, one of a thousand at each desk. */
export function linesOf(gallery: Gallery, from: number, many: number): EnrolLine[] {
  const { vectors, dimension } = gallery;
  return Array.from({ length: many }, (_, i) => {
    const row = from + i;
    const vector = vectors.subarray(row * dimension, (row + 1) * dimension) as UnitVector;
    return {
      subject: `s-${row}`,
      enrolment: {
        template: { modelId: card.modelId, vector },
        metadata: { hall: String(row % 100), desk: String(row % 1_000), half: String(row % 2) },
        replace: false,
        quality: undefined,
        consent: undefined,
        idempotency: undefined,
      },
    };
  });
}
