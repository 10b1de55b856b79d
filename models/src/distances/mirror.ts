/** Copies the upper triangle of a square matrix, row-major, to its lower one. */
export function mirror(square: Float64Array, size: number): Float64Array {
  for (let row = 1; row < size; row++) {
    for (let column = 0; column < row; column++) square[row * size + column] = square[column * size + row]!;
  }
  return square;
}
