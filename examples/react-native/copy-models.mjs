// Metro packs what lies below the app: the three models with their cards.

import { cpSync, mkdirSync } from "node:fs";

const [from = "../../models", to] = [process.argv[2], new URL("models/", import.meta.url)];
mkdirSync(to, { recursive: true });
for (const name of ["ultraface-rfb", "landmark-68", "dlib-resnet"]) {
  cpSync(`${from}/cards/${name}.json`, new URL(`${name}.json`, to));
  cpSync(`${from}/build/${name}.onnx`, new URL(`${name}.onnx`, to));
}
