import { TrainingError } from "../training-error.ts";
import type { Dataset, Split } from "./dataset.ts";
import type { Decoding } from "./decode.ts";
import { fileTree, type FileTree } from "./file-tree.ts";
import { sourceDataset } from "./source-dataset.ts";
import { textTable } from "./text-table.ts";

export interface OnlineProductsOptions {
  /** By default in colour, the shorter side 256. */
  readonly decoding?: Decoding;
}

/**
 * Stanford Online Products (Song 2016): pictures of products as sold, a class for each. `folder` is the official
 * `Stanford_Online_Products` with `Ebay_train.txt` (59,551 pictures of 11,318 products) and `Ebay_test.txt` (60,502 of
 * 11,316 others), and the folders that they name.
 *
 * @throws {TrainingError} `data_invalid`, naming file and line, where a list does not fit or a picture is missing
 */
export async function onlineProducts(folder: string, options: OnlineProductsOptions = {}): Promise<Split> {
  const { decoding = { channels: 3, shortSide: 256 } } = options;
  const tree = await fileTree(folder);
  const [train, test] = [await part(tree, "train", decoding), await part(tree, "test", decoding)];
  const trained = new Set(train.classes);
  const both = test.classes.find((name) => trained.has(name));
  if (both !== undefined) {
    throw new TrainingError("data_invalid", `${folder}: product ${both} is in Ebay_train.txt and in Ebay_test.txt`);
  }
  return { train, test };
}

/** Lines of picture, product and kind of product by number, and the picture's path. */
async function part(tree: FileTree, name: "train" | "test", decoding: Decoding): Promise<Dataset> {
  const file = `Ebay_${name}.txt`;
  const [header, ...rows] = await textTable(tree, file, 4);
  if (header?.join(" ") !== "image_id class_id super_class_id path" || rows.length === 0) {
    throw new TrainingError("data_invalid", `${tree.place}/${file} has no header or no pictures`);
  }
  const products = [...new Set(rows.map(([, product]) => product!))];
  const labelOf = new Map(products.map((product, label) => [product, label]));
  return sourceDataset(
    `Stanford Online Products ${name}`,
    products.map((product) => `product ${product}`),
    Int32Array.from(rows, ([, product]) => labelOf.get(product!)!),
    tree.pictures(rows.map(([, , , path]) => path!), decoding),
  );
}
