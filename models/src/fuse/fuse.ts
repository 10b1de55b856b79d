import { create } from "@bufbuild/protobuf";
import { GraphProtoSchema, ModelProtoSchema, type ValueInfoProto } from "onnx-buf";
import { readModel, writeModel } from "../onnx/model-file.ts";
import { leastFormat, opsetOf } from "../onnx/opset.ts";
import { renameAll } from "../onnx/rename.ts";
import { TrainingError } from "../training-error.ts";
import { nodesBetween, type Between } from "./between.ts";
import { cut } from "./cut.ts";
import type { Files } from "./files.ts";
import { fit } from "./fit.ts";
import { joinFunctions, joinOpsets } from "./join-operators.ts";
import { joinMetadata } from "./join-metadata.ts";
import { joinNames } from "./join-names.ts";

export interface FuseOptions extends Between {
  /** The value of the backbone that the head takes: of a classifier one before its last layer. By default its only output. */
  readonly features?: string;
  /** What the only output of the fused file is called; by default as in the head. */
  readonly output?: string;
  /** Of the graph in the file; by default the names of both. */
  readonly name?: string;
  /** Entries of the file's metadata, beside those of the two files, which keep theirs under `backbone/` and `head/`. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** What messages call the two. */
  readonly files?: Files;
}

/**
 * One ONNX file that computes what the head makes of the backbone's features, bit for bit as one after the other do.
 *
 * The backbone may be anybody's: any operators, functions and graphs within graphs. Its inputs and the head's outputs
 * keep their names; all else is prefixed, so that nothing collides. An axis whose length is free stays free, unless
 * the head insists on one. Where the two were written for other versions of ONNX's operators the older one is lifted,
 * if that cannot change what it computes (see `liftOpset`). The bytes depend on the arguments alone.
 *
 * @param backbone an ONNX file with all its weights inside
 * @param head an ONNX file with one input, which takes the features
 * @throws {TrainingError} `model_unsupported` where the two do not fit (both shapes are named), a file has its weights in
 *   another one, or the versions of their operators cannot be brought together
 */
export function fuse(backbone: Uint8Array, head: Uint8Array, options: FuseOptions = {}): Uint8Array<ArrayBuffer> {
  const { features, files = { backbone: "the backbone", head: "the head" } } = options;
  const [below, above] = [readModel(backbone, files.backbone), readModel(head, files.head)];
  if (features !== undefined) cut(below, features, files.backbone);
  const opsetImport = joinOpsets(below, above, files);
  const functions = joinFunctions(below, above, files);
  const given = only(below.graph.output, `${files.backbone} has {} outputs`, "say by `features` which the head takes");
  const taken = only(above.graph.input, `${files.head} has {} inputs`, "it must take the features alone");
  fit(below.graph, above.graph, options, files);
  joinNames(below.graph, above.graph, options.output, files);

  const [from, to] = [given.name, taken.name];
  const between = nodesBetween(from, to, options);
  // Without a step between them, what the backbone gives is what the head takes.
  if (between.length === 0) renameAll(above.graph, (name) => (name === to ? from : name));

  const graph = create(GraphProtoSchema, {
    name: options.name ?? `${below.graph.name}+${above.graph.name}`,
    node: [...below.graph.node, ...between, ...above.graph.node],
    input: below.graph.input,
    output: above.graph.output,
    ...Object.fromEntries(lists.map((list) => [list, [...below.graph[list], ...above.graph[list]]])),
  });
  const opset = Number(opsetOf(below, files.backbone).version);
  const irVersion = [below.irVersion, above.irVersion, leastFormat(opset)].reduce((a, b) => (a > b ? a : b));
  const metadataProps = joinMetadata(below, above, options.metadata);
  const model = create(ModelProtoSchema, { irVersion, producerName: "likeness", opsetImport, functions, metadataProps });
  return writeModel(Object.assign(model, { graph }));
}

/** What of both graphs is put one after the other. */
const lists = ["initializer", "sparseInitializer", "valueInfo", "quantizationAnnotation"] as const;

function only(values: readonly ValueInfoProto[], words: string, hint: string): ValueInfoProto {
  const [value, ...others] = values;
  if (value && others.length === 0) return value;
  const counted = words.replace("{}", String(values.length));
  const names = values.map(({ name }) => name).join(", ");
  throw new TrainingError("model_unsupported", `${counted}${names && `, ${names}`}: ${hint}`);
}
