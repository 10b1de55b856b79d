import { expect } from "vitest";
import { onlineProducts } from "./online-products.ts";
import { test } from "./temporary-folder.fixture.ts";
import { png, writeFiles } from "./tiny-pictures.fixture.ts";

const header = "image_id class_id super_class_id path\n";

async function tinyProducts(folder: string, testList = "4 11 2 lamp_final/9_0.png\n5 11 2 lamp_final/9_1.png\n") {
  await writeFiles(folder, {
    "Ebay_train.txt": `${header}1 1 1 bicycle_final/7_0.png
2 1 1 bicycle_final/7_1.png
3 5 1 bicycle_final/8_0.png
`,
    "Ebay_test.txt": header + testList,
    "bicycle_final/7_0.png": await png(1),
    "bicycle_final/7_1.png": await png(2),
    "bicycle_final/8_0.png": await png(3),
    "lamp_final/9_0.png": await png(4),
    "lamp_final/9_1.png": await png(5),
  });
}

test("the official lists: a class is a product, and no product is in both", async ({ folder }) => {
  await tinyProducts(folder);
  const { train, test: tested } = await onlineProducts(folder);
  expect(train.classes).toEqual(["product 1", "product 5"]);
  expect([...train.labels]).toEqual([0, 0, 1]);
  expect(tested.classes).toEqual(["product 11"]);
  expect((await tested.picture(1)).data[0]).toBe(5);
});

test("a product in both lists, a missing header and a missing picture are named", async ({ folder }) => {
  await tinyProducts(folder, "4 5 2 lamp_final/9_0.png\n");
  await expect(onlineProducts(folder)).rejects.toThrow("product 5 is in Ebay_train.txt and in Ebay_test.txt");
  await tinyProducts(folder, "4 11 2 lamp_final/none.png\n");
  await expect(onlineProducts(folder)).rejects.toThrow(`${folder}/lamp_final/none.png is missing`);
  await writeFiles(folder, { "Ebay_test.txt": "4 11 2 lamp_final/9_0.png\n" });
  await expect(onlineProducts(folder)).rejects.toThrow(`${folder}/Ebay_test.txt has no header or no pictures`);
});
