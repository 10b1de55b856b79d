import { readdir } from "node:fs/promises";
import path from "node:path";
import { testData } from "./test-data.ts";

/** Pictures of faces, each of one known person. */
export interface FaceSet {
  readonly name: string;
  readonly pictures: readonly { readonly person: string; readonly file: string }[];
}

const folders = {
  "att-orl": "att-orl",
  johns: "dlib-johns/johns",
  "knn-examples": "face_recognition-tests/knn_examples/train",
};

/** The sets at hand, a folder per person each. */
export function faceSets(): Promise<FaceSet[]> {
  return Promise.all(Object.entries(folders).map(([name, folder]) => readSet(name, path.join(testData, folder))));
}

async function readSet(name: string, folder: string): Promise<FaceSet> {
  const files = await readdir(folder, { recursive: true });
  const pictures = files
    .filter((file) => /\.(pgm|jpe?g|png)$/i.test(file))
    .toSorted()
    .map((file) => ({ person: `${name}/${path.dirname(file)}`, file: path.join(folder, file) }));
  return { name, pictures };
}
