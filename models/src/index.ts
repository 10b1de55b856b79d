export { buildModel, type Built, DigestMismatch, rewriteCard } from "./build.ts";
export { type CardName, cardNames, type Cards, isCardName, loadCard, modelPath } from "./cards.ts";
export { type DefaultModels, defaultModels, modelFile, type ModelFile } from "./default-models.ts";
export { modelsDirectory } from "./places.ts";
