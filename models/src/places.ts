import path from "node:path";

const room = path.resolve(import.meta.dirname, "..");

export const repository = path.dirname(room);

/** The cards, under version control. */
export const cardsDirectory = path.join(room, "cards");

/** The converted `.onnx` files, ignored by git: `build` makes them again, byte for byte. */
export const modelsDirectory = path.join(room, "build");

/** What is downloaded to be converted. */
export const cacheDirectory = path.join(modelsDirectory, "cache");
