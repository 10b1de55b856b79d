import { readFile } from "node:fs/promises";
import path from "node:path";
import { writeAtomically } from "../src/atomic-write.ts";
import { repository } from "../src/places.ts";

/**
 * Puts what was measured between the marks of a document; the words around it stay.
 *
 * @param document in the repository
 */
export async function writeMeasured(document: string, content: string): Promise<void> {
  const file = path.join(repository, document);
  const text = await readFile(file, "utf8");
  const marks = /(<!-- measured -->\n)[^]*(<!-- \/measured -->)/;
  if (!marks.test(text)) throw new Error(`${document} has no place between <!-- measured --> and <!-- /measured -->`);
  await writeAtomically(file, text.replace(marks, (_, start: string, end: string) => `${start}\n${content}\n\n${end}`));
}
