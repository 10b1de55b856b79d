// SQLite's `secure_delete` overwrites what is deleted, where it is deleted. But when pages are split or joined, rows are
// copied, and what a page held of them before stays in its unused part, where nothing that is done to the row reaches it.
// So the unused parts are overwritten by us. Offsets: https://www.sqlite.org/fileformat2.html, 1.6 "B-tree Pages".

/** The kinds of pages that hold rows: interior and leaf, of an index and of a table. */
const kinds = new Set([2, 5, 10, 13]);

/** Other pages begin with a page's number, whose first byte says a kind only from here on: 137 GB of 4 KB pages. */
export const mostPages = 0x0200_0000;

/**
 * Overwrites what a page does not use with zeros.
 *
 * @param page is changed
 * @param number the first page is 1, and begins with the file's own header
 * @returns whether there was anything
 */
export function withoutResidue(page: Uint8Array, number: number): boolean {
  const head = number === 1 ? 100 : 0;
  const kind = page[head]!;
  if (!kinds.has(kind)) return false;
  const two = (at: number) => (page[at]! << 8) | page[at + 1]!;
  const pointers = head + (kind === 2 || kind === 5 ? 12 : 8);
  const gap = pointers + 2 * two(head + 3);
  const content = two(head + 5) || 65_536;
  // Not what SQLite has written: that is for whoever checks the file.
  if (gap > content || content > page.length) return false;
  let found = wiped(page, gap, content);
  for (let block = two(head + 1), last = content - 1; block !== 0; ) {
    const size = two(block + 2);
    if (block <= last || size < 4 || block + size > page.length) return found;
    found = wiped(page, block + 4, block + size) || found;
    last = block;
    block = two(block);
  }
  return found;
}

function wiped(page: Uint8Array, from: number, to: number): boolean {
  let at = from;
  while (at < to && page[at] === 0) at++;
  if (at >= to) return false;
  page.fill(0, at, to);
  return true;
}
