import { closeSync, fstatSync, openSync, readSync } from "node:fs";

// https://www.sqlite.org/walformat.html: a header of 32 bytes, then frames, each a header of 24 bytes and a page.
const [headerLength, frameHeaderLength] = [32, 24];

/**
 * The numbers of the pages that a write-ahead log holds, among them some of before it was begun anew.
 *
 * @param file may be missing: then there are none
 */
export function writtenPages(file: string, pageSize: number): Set<number> {
  const pages = new Set<number>();
  let log: number;
  try {
    log = openSync(file, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return pages;
    throw error;
  }
  try {
    const { size } = fstatSync(log);
    const head = Buffer.alloc(4);
    for (let at = headerLength; at + frameHeaderLength + pageSize <= size; at += frameHeaderLength + pageSize) {
      readSync(log, head, 0, 4, at);
      pages.add(head.readUInt32BE());
    }
  } finally {
    closeSync(log);
  }
  return pages;
}
