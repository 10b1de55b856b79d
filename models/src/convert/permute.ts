/** Reorders the axes of a row-major array: axis `i` of the result is axis `order[i]` of the source. */
export function permute<T extends Float32Array | Uint8Array>(
  values: T,
  shape: readonly number[],
  order: readonly number[],
): { shape: readonly number[]; values: T } {
  const sourceStrides = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, dim) => product * dim, 1),
  );
  const newShape = order.map((axis) => shape[axis] ?? 0);
  const strides = order.map((axis) => sourceStrides[axis] ?? 0);
  const result = values.slice() as T;
  const index = newShape.map(() => 0);
  for (let at = 0, from = 0; at < result.length; at++) {
    result[at] = values[from] ?? 0;
    // Counts the index up like an odometer, and moves the source position along with it.
    for (let axis = index.length - 1; axis >= 0; axis--) {
      const digit = (index[axis] ?? 0) + 1;
      from += strides[axis] ?? 0;
      if (digit < (newShape[axis] ?? 0)) {
        index[axis] = digit;
        break;
      }
      index[axis] = 0;
      from -= digit * (strides[axis] ?? 0);
    }
  }
  return { shape: newShape, values: result };
}
