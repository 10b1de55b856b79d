import type { GraphProto } from "onnx-buf";
import { renameAll } from "../onnx/rename.ts";
import { TrainingError } from "../training-error.ts";
import type { Files } from "./files.ts";

/**
 * Renames what is inside of two graphs, in place, so that no name is in both; what the backbone takes and what the head
 * gives keep theirs, but for an only output that is to be called something else.
 */
export function joinNames(backbone: GraphProto, head: GraphProto, output: string | undefined, files: Files): void {
  const inputs = new Set(backbone.input.map(({ name }) => name));
  const outputs = new Map(head.output.map(({ name }) => [name, name]));
  if (output !== undefined) {
    const [first, ...others] = outputs.keys();
    if (first === undefined || others.length > 0) {
      throw new TrainingError("model_unsupported", `${files.head} has ${outputs.size} outputs; only one can be called ${output}`);
    }
    outputs.set(first, output);
  }
  const open = [...inputs, ...outputs.values()];
  const twice = open.find((name, n) => open.indexOf(name) !== n);
  if (twice !== undefined) {
    const message = `${files.backbone} takes ${twice} and ${files.head} gives ${twice}: say by \`output\` what it is to be called`;
    throw new TrainingError("model_unsupported", message);
  }
  const [below, above] = ["backbone", "head"].map((part) => freePrefix(part, open));
  renameAll(backbone, (name) => (inputs.has(name) ? name : below + name));
  renameAll(head, (name) => outputs.get(name) ?? above + name);
}

/** `head/`, or a longer word where a name that is kept begins so. */
function freePrefix(part: string, kept: readonly string[]): string {
  const prefix = `${part}/`;
  return kept.some((name) => name.startsWith(prefix)) ? freePrefix(`${part}-`, kept) : prefix;
}
