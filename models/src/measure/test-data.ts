import { access } from "node:fs/promises";
import path from "node:path";

/**
 * Where the face sets for measuring lie; they are no part of this project. `LIKENESS_TEST_DATA` names the folder,
 * with `att-orl/` (Olivetti/AT&T, a folder per person), `dlib-johns/johns/` (the same), `dlib-johns/faces/`
 * (group pictures with dlib's XML of boxes) and `face_recognition-tests/knn_examples/train/`.
 */
export const testData = path.resolve(
  process.env.LIKENESS_TEST_DATA ?? path.join(import.meta.dirname, "../../../../shared/data"),
);

export async function hasTestData(): Promise<boolean> {
  return access(testData).then(
    () => true,
    () => false,
  );
}
