/**
 * Lists the columns of one row of weights that are not zero, and those weights: most losses touch few pairs. Three
 * more of weight zero follow, so that a loop over four at a time needs no end of its own.
 * @returns how many there are
 */
export function gather(
  weights: Float64Array,
  start: number,
  width: number,
  columns: Int32Array,
  factors: Float64Array,
): number {
  let count = 0;
  for (let column = 0; column < width; column++) {
    const weight = weights[start + column]!;
    if (weight === 0) continue;
    columns[count] = column;
    factors[count] = weight;
    count += 1;
  }
  columns.fill(0, count, count + 3);
  factors.fill(0, count, count + 3);
  return count;
}
