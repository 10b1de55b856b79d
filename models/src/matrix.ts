/** Rows of numbers, row-major: `data[row * columns + column]`. */
export interface Matrix<Data extends Float32Array | Float64Array = Float32Array | Float64Array> {
  readonly data: Data;
  readonly rows: number;
  readonly columns: number;
}

/** A matrix of values that lie there already: nothing is copied. */
export function matrix<Data extends Float32Array | Float64Array>(data: Data, rows: number, columns: number): Matrix<Data> {
  if (data.length !== rows * columns) throw new RangeError(`${rows} x ${columns} are not ${data.length} values`);
  return { data, rows, columns };
}

/** One row, without copying it. */
export function rowOf<Data extends Float32Array | Float64Array>({ data, columns }: Matrix<Data>, row: number): Data {
  return data.subarray(row * columns, (row + 1) * columns) as Data;
}
