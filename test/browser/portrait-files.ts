import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";

const testData = resolve(process.env.LIKENESS_TEST_DATA ?? join(import.meta.dirname, "../../../shared/data"));

/** The first picture of each person in the face sets at hand: AT&T/ORL and dlib's johns, a folder a person. */
export async function portraitFiles(): Promise<string[]> {
  const found: string[] = [];
  for (const set of ["att-orl", "dlib-johns/johns"]) {
    for (const person of await namesIn(join(testData, set))) {
      const [first] = await namesIn(join(testData, set, person));
      if (first !== undefined) found.push(join(testData, set, person, first));
    }
  }
  return found;
}

/** None, if there is no such folder. */
async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !name.startsWith(".")).toSorted();
}
