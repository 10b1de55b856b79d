import path from "node:path";
import { writeAtomically } from "../../src/atomic-write.ts";
import { sha256Hex } from "../../src/digest.ts";
import { modelsDirectory } from "../../src/places.ts";
import { readIfExists } from "../../src/read-if-exists.ts";

/** What came out of the same settings before, or what comes out now: a run that was stopped loses one cell at most. */
export async function cached<Result>(
  key: object,
  compute: () => Promise<Result>,
  folder = path.join(modelsDirectory, "dml"),
): Promise<Result> {
  const file = path.join(folder, `${sha256Hex(new TextEncoder().encode(JSON.stringify(key)))}.json`);
  const bytes = await readIfExists(file);
  if (bytes !== undefined) return (JSON.parse(new TextDecoder().decode(bytes)) as { result: Result }).result;
  const result = await compute();
  await writeAtomically(file, `${JSON.stringify({ key, result }, null, 2)}\n`);
  return result;
}
