/** Asks whether a number is in a list: by a bit each where they lie close enough together. */
export function labelSet(numbers: Float64Array): { has(number: number): boolean } {
  const { least, span } = extent(numbers);
  if (!isDense(numbers.length, span)) return new Set(numbers);
  const bits = bitsOf(numbers, least, span);
  return {
    has: (number) => {
      const at = number - least;
      return at >= 0 && at < span && (bits[Math.floor(at / 32)]! & (1 << (at % 32))) !== 0;
    },
  };
}

/** How many different ones there are. */
export function countDistinct(numbers: Float64Array): number {
  const inOrder = countAscending(numbers);
  if (inOrder !== undefined) return inOrder;
  const { least, span } = extent(numbers);
  if (!isDense(numbers.length, span)) return new Set(numbers).size;
  let count = 0;
  for (const word of bitsOf(numbers, least, span)) count += ones(word);
  return count;
}

/** Undefined where they are in another order: subjects come in theirs, as long as none is enrolled again. */
function countAscending(numbers: Float64Array): number | undefined {
  let count = 0;
  for (let i = 0; i < numbers.length; i++) {
    if (i > 0 && numbers[i]! < numbers[i - 1]!) return undefined;
    if (numbers[i] !== numbers[i - 1]) count++;
  }
  return count;
}

/** @param labels each once; a list that is in order already is given back as it is */
export function sortedLabels(labels: Float64Array): Float64Array {
  let isSorted = true;
  for (let i = 1; i < labels.length && isSorted; i++) isSorted = labels[i - 1]! < labels[i]!;
  if (isSorted) return labels;
  const { least, span } = extent(labels);
  // Reading bits in their order beats sorting (n log n) where they lie close together.
  if (!isDense(labels.length, span)) return labels.toSorted();
  const sorted = new Float64Array(labels.length);
  let count = 0;
  bitsOf(labels, least, span).forEach((bits, i) => {
    for (let word = bits; word !== 0; word &= word - 1) sorted[count++] = least + i * 32 + (31 - Math.clz32(word & -word));
  });
  return sorted;
}

/** Much faster than `BigInt` a number: they are written as the two halves that they have in memory. */
export function toBigInts(numbers: Float64Array): BigInt64Array {
  const result = new BigInt64Array(numbers.length);
  const halves = new Uint32Array(result.buffer);
  for (let i = 0; i < numbers.length; i++) {
    halves[2 * i] = numbers[i]! % 0x1_0000_0000;
    halves[2 * i + 1] = numbers[i]! / 0x1_0000_0000;
  }
  return result;
}

const isDense = (count: number, span: number) => count > 0 && span <= 64 * count + 1_024;

function extent(numbers: Float64Array): { least: number; span: number } {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i]!;
    if (number < least) least = number;
    if (number > most) most = number;
  }
  return { least, span: most - least + 1 };
}

function bitsOf(numbers: Float64Array, least: number, span: number): Uint32Array {
  const bits = new Uint32Array(Math.ceil(span / 32));
  for (let i = 0; i < numbers.length; i++) {
    const at = numbers[i]! - least;
    bits[Math.floor(at / 32)]! |= 1 << (at % 32);
  }
  return bits;
}

/** Set bits of a word (Warren, Hacker's Delight, 5-1). */
function ones(word: number): number {
  let count = word - ((word >>> 1) & 0x5555_5555);
  count = (count & 0x3333_3333) + ((count >>> 2) & 0x3333_3333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
