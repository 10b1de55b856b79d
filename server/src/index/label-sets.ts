/** What is in the first list and not in the second, both ascending, each label once. */
export function without(all: BigInt64Array, known: BigInt64Array): BigInt64Array {
  let at = 0;
  return all.filter((label) => {
    while (at < known.length && known[at]! < label) at++;
    return known[at] !== label;
  });
}
