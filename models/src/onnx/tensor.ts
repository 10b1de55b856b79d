import { TensorProto_DataType as DataType } from "onnx-buf";
import { float32Bytes, int64Bytes } from "./bytes.ts";

/** The element type of everything that is computed. */
export const FLOAT = DataType.FLOAT;

/** The element type of places in a tensor, such as those of a maximum. */
export const INT64 = DataType.INT64;

/** A constant of a graph: its raw little-endian bytes are what the file stores. */
export interface Tensor {
  readonly type: DataType;
  readonly dims: readonly number[];
  readonly bytes: Uint8Array;
}

export function float32(dims: readonly number[], values: ArrayLike<number>): Tensor {
  return tensor(DataType.FLOAT, dims, values.length, float32Bytes(values));
}

export function uint8(dims: readonly number[], values: Uint8Array): Tensor {
  return tensor(DataType.UINT8, dims, values.length, values);
}

export function int64(dims: readonly number[], values: readonly number[]): Tensor {
  return tensor(DataType.INT64, dims, values.length, int64Bytes(values));
}

function tensor(type: DataType, dims: readonly number[], length: number, bytes: Uint8Array): Tensor {
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (size !== length)
    throw new Error(`a tensor of [${dims.join(", ")}] holds ${size} values, not ${length}`);
  return { type, dims, bytes };
}
