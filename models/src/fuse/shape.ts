import { create } from "@bufbuild/protobuf";
import {
  TensorShapeProto_DimensionSchema,
  type GraphProto,
  type TypeProto_Tensor,
  type ValueInfoProto,
} from "onnx-buf";
import type { Dim } from "../onnx/graph.ts";
import { withSubgraphs } from "../onnx/subgraphs.ts";

/** The lengths of a value's axes; undefined where the file does not say how many there are, "" where not how long. */
export type Shape = readonly Dim[] | undefined;

export function shapeOf(value: ValueInfoProto): Shape {
  return tensorOf(value)?.shape?.dim.map(({ value }) => {
    if (value.case === "dimValue") return Number(value.value);
    return value.case === "dimParam" ? value.value : "";
  });
}

/** As messages write it: `[batch, 3, 224, 224]`. */
export function shapeInWords(shape: Shape): string {
  return shape ? `[${shape.map((dim) => (dim === "" ? "?" : dim)).join(", ")}]` : "a tensor of any shape";
}

/** TensorProto.DataType; 0 where the file does not say. */
export function elementType(value: ValueInfoProto): number {
  return tensorOf(value)?.elemType ?? 0;
}

/** The first axis stays, all others become one. */
export function flattened(shape: Shape): Shape {
  if (!shape) return undefined;
  const rest = shape.slice(1);
  const size = rest.every((dim) => typeof dim === "number") ? rest.reduce((product, dim) => product * dim, 1) : "";
  return [shape[0] ?? 1, size];
}

/** What the names of lengths stand for, where one graph's values become the other's. */
export type Lengths = ReadonlyMap<string, Dim>;

/**
 * What the names in either shape come to if they are the same: those of `taken` become what `given` has, those of
 * `given` become the numbers that `taken` insists on. Undefined where they cannot be the same.
 */
export function agreed(given: Shape, taken: Shape): { readonly given: Lengths; readonly taken: Lengths } | undefined {
  const lengths = { given: new Map<string, Dim>(), taken: new Map<string, Dim>() };
  if (!given || !taken) return lengths;
  if (given.length !== taken.length) return undefined;
  for (const [axis, wanted] of taken.entries()) {
    const have = given[axis]!;
    if (typeof wanted === "string" && wanted !== "") {
      const before = lengths.taken.get(wanted);
      if (before !== undefined && before !== have && typeof before === typeof have) return undefined;
      lengths.taken.set(wanted, have);
    } else if (typeof wanted === "number" && typeof have === "string") {
      if (have !== "") lengths.given.set(have, wanted);
    } else if (typeof wanted === "number" && wanted !== have) return undefined;
  }
  return lengths;
}

/** Writes what names of lengths come to into all shapes of a graph, in place. */
export function setLengths(graph: GraphProto, of: (name: string) => Dim): void {
  for (const { input, output, valueInfo } of withSubgraphs(graph)) {
    for (const dim of [...input, ...output, ...valueInfo].flatMap((value) => tensorOf(value)?.shape?.dim ?? [])) {
      if (dim.value.case === "dimParam") dim.value = dimension(of(dim.value.value)).value;
    }
  }
}

/** Gives the first axis of a value a name, in place, where it has this length. */
export function setFirstLength(value: ValueInfoProto, length: number, name: string): void {
  const first = tensorOf(value)?.shape?.dim[0];
  if (first?.value.case === "dimValue" && Number(first.value.value) === length) first.value = dimension(name).value;
}

function dimension(dim: Dim) {
  if (dim === "") return create(TensorShapeProto_DimensionSchema);
  return create(TensorShapeProto_DimensionSchema, {
    value: typeof dim === "number" ? { case: "dimValue", value: BigInt(dim) } : { case: "dimParam", value: dim },
  });
}

function tensorOf({ type }: ValueInfoProto): TypeProto_Tensor | undefined {
  return type?.value.case === "tensorType" ? type.value.value : undefined;
}
