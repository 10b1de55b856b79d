import { add } from "../graph/arithmetic.ts";
import type { Operator } from "./operator.ts";

/** The sum of two branches; the gradient goes to both as it is. */
export const addOperator: Operator = {
  kind: "add",
  forward: (write, { inputs: [a, b] }) => ({ output: add(write, a!, b!) }),
  backward: (_, { gradient }) => ({ inputs: [() => gradient, () => gradient] }),
};
