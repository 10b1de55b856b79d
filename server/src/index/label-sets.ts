/** What is in one and not in the other, both ascending, each label once. */
export function difference(wanted: BigInt64Array, present: BigInt64Array): { missing: BigInt64Array; extra: BigInt64Array } {
  const [missing, extra] = [new BigInt64Array(wanted.length), new BigInt64Array(present.length)];
  let [i, j, misses, extras] = [0, 0, 0, 0];
  while (i < wanted.length || j < present.length) {
    const [a, b] = [wanted[i], present[j]];
    if (a === b) {
      i++;
      j++;
    } else if (b === undefined || (a !== undefined && a < b)) {
      missing[misses++] = a!;
      i++;
    } else {
      extra[extras++] = b;
      j++;
    }
  }
  return { missing: missing.slice(0, misses), extra: extra.slice(0, extras) };
}
