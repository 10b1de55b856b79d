import type { EmbedderCard } from "@likeness/sdk/core";
import { createModels } from "@likeness/sdk/host";
import dlibResnet from "../../models/cards/dlib-resnet.json" with { type: "json" };

/** The embedding models whose templates this worker takes. A JSON module cannot say that its pairs are pairs. */
export const cards = [dlibResnet as unknown as EmbedderCard];

export const models = createModels(cards);
