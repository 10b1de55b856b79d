import type { FunctionProto, OperatorSetIdProto } from "onnx-buf";
import { liftOpset } from "../onnx/lift-opset.ts";
import type { OnnxModel } from "../onnx/model-file.ts";
import { isOwn, opsetOf } from "../onnx/opset.ts";
import { TrainingError } from "../training-error.ts";
import type { Files } from "./files.ts";

/**
 * The versions of operators that a file with both in it has. In place, whichever is older is lifted to the newer of
 * ONNX's own operators; those of others cannot be.
 */
export function joinOpsets(backbone: OnnxModel, head: OnnxModel, files: Files): OperatorSetIdProto[] {
  const versions = [opsetOf(backbone, files.backbone), opsetOf(head, files.head)].map(({ version }) => Number(version));
  const newest = Math.max(...versions);
  liftOpset(backbone, newest, files.backbone);
  liftOpset(head, newest, files.head);
  const joined = new Map<string, OperatorSetIdProto>();
  for (const opset of [...backbone.opsetImport, ...head.opsetImport]) {
    const domain = isOwn(opset.domain) ? "" : opset.domain;
    const before = joined.get(domain);
    if (before && before.version !== opset.version) {
      throw new TrainingError(
        "model_unsupported",
        `${files.backbone} has the operators of ${domain} ${before.version}, ${files.head} those of ${opset.version}`,
      );
    }
    joined.set(domain, before ?? opset);
  }
  return [...joined.values()];
}

/** Operators that the files define themselves; their names cannot be changed without changing what calls them. */
export function joinFunctions(backbone: OnnxModel, head: OnnxModel, files: Files): FunctionProto[] {
  const id = ({ domain, name, overload }: FunctionProto) => [domain, name, overload].join("::");
  const own = new Set(backbone.functions.map(id));
  const twice = head.functions.find((one) => own.has(id(one)));
  if (twice) {
    const message = `${files.backbone} and ${files.head} both define the function ${twice.domain}.${twice.name}`;
    throw new TrainingError("model_unsupported", message);
  }
  return [...backbone.functions, ...head.functions];
}
