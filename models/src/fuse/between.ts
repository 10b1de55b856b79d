import { create } from "@bufbuild/protobuf";
import { NodeProtoSchema, type NodeProto } from "onnx-buf";
import { type Attributes, encodeAttribute } from "../onnx/attribute.ts";
import { flattened, type Shape } from "./shape.ts";

/** What is done to features before a head takes them, in this order. */
export interface Between {
  /** Makes N x everything of N x C x 1 x 1 and the like. */
  readonly flatten?: boolean;
  /** Scales each row to length 1, along the second axis; a row of zeros stays zeros. */
  readonly normalise?: boolean;
}

/** The shape that features have after it. */
export function shapeBetween(shape: Shape, { flatten = false }: Between): Shape {
  return flatten ? flattened(shape) : shape;
}

/** The nodes that lead from one value to another; without one the two are the same value. */
export function nodesBetween(from: string, to: string, { flatten = false, normalise = false }: Between): NodeProto[] {
  const steps: [op: string, attributes: Attributes][] = [];
  if (flatten) steps.push(["Flatten", { axis: 1 }]);
  if (normalise) steps.push(["LpNormalization", { axis: 1, p: 2 }]);
  return steps.map(([opType, attributes], n) => {
    const output = n === steps.length - 1 ? to : `between/${opType}`;
    return create(NodeProtoSchema, {
      opType,
      name: `between/${opType}`,
      input: [n === 0 ? from : `between/${steps[n - 1]![0]}`],
      output: [output],
      attribute: Object.entries(attributes).map(([name, value]) => encodeAttribute(name, value)),
    });
  });
}
