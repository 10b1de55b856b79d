import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");

/** What the demo keeps between runs; ignored by git. */
export const state = join(root, ".likeness/demo");

export const cards = join(root, "models/cards");
export const weights = join(root, "models/build");

/** Where the package onnxruntime-web has its WebAssembly. */
export const onnxruntime = dirname(createRequire(import.meta.url).resolve("onnxruntime-web/wasm"));

/** Where the face-api package has its six group pictures. */
const samples = join(dirname(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json")), "demo");

export const groupPictures = [1, 2, 3, 4, 5, 6].map((number) => join(samples, `sample${number}.jpg`));
