import { create, fromBinary } from "@bufbuild/protobuf";
import {
  AttributeProto_AttributeType as Type,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  ValueInfoProtoSchema,
} from "onnx-buf";
import { describe, expect, test } from "vitest";
import { GraphBuilder } from "../onnx/graph.ts";
import { float32 } from "../onnx/tensor.ts";
import { runOnnx } from "../oracle/run-onnx.ts";
import { seeded } from "../random.ts";
import { cutAt } from "./cut.ts";
import { fuse } from "./fuse.ts";
import { edited, linearHead, smallClassifier } from "./linear-head.fixture.ts";

const picture = (rows = 2, seed = 7) => {
  const random = seeded(seed);
  return Float32Array.from({ length: rows * 192 }, () => random.normal());
};

const dims = (rows = 2) => [rows, 3, 8, 8];

/** The head's answer to the backbone's. */
async function oneAfterTheOther(backbone: Uint8Array, head: Uint8Array, rows = 2): Promise<Float32Array> {
  const [features] = Object.values(await runOnnx(backbone, picture(rows), dims(rows)));
  const [answer] = Object.values(await runOnnx(head, features!.data, [rows, features!.data.length / rows], "features"));
  return answer!.data;
}

const readBack = (model: Uint8Array) => fromBinary(ModelProtoSchema, model);

test("a classifier cut before its last layer and a head give, in one file, what they give one after the other", async () => {
  const [backbone, head] = [smallClassifier(), linearHead(16, 4)];
  const fused = fuse(backbone, head, { features: "row" });
  const wanted = await oneAfterTheOther(cutAt(backbone, "row"), head);
  const outputs = await runOnnx(fused, picture(), dims());
  expect(Object.keys(outputs)).toEqual(["embedding"]);
  expect(outputs["embedding"]).toEqual({ dims: [2, 4], data: wanted });
});

test("of a backbone that is cut nothing stays that the features do not need", () => {
  const { graph } = readBack(cutAt(smallClassifier(), "row"));
  expect(graph!.node.map(({ opType }) => opType)).toEqual(["Conv", "Relu", "GlobalAveragePool", "Flatten"]);
  expect(graph!.initializer.map(({ name }) => name)).toEqual(["weight"]);
});

test("a value that the backbone does not compute is refused, and the last that it computes are named", () => {
  expect(() => cutAt(smallClassifier(), "fc", { file: "net.onnx" })).toThrow(
    expect.objectContaining({
      code: "model_unsupported",
      message: "net.onnx computes no fc; the last that it computes are conv, maps, pooled, row, classes",
    }),
  );
});

test("any number of pictures: a free axis stays free, under the backbone's name", async () => {
  const fused = fuse(smallClassifier(), linearHead(16, 4), { features: "row" });
  for (const rows of [1, 3]) expect((await runOnnx(fused, picture(rows), dims(rows)))["embedding"]!.dims).toEqual([rows, 4]);
});

test("a head for one row makes a file for one picture, and says so in its input", () => {
  const fused = fuse(smallClassifier(), linearHead(5, 4, { batch: 1 }));
  const [input] = readBack(fused).graph!.input;
  expect(input!.type!.value.case === "tensorType" && input!.type!.value.value.shape!.dim[0]!.value).toEqual({
    case: "dimValue",
    value: 1n,
  });
});

test("features are flattened and scaled to length 1 on the way, if that is asked for", async () => {
  const cut = cutAt(smallClassifier(), "pooled");
  const fused = fuse(cut, linearHead(16, 4), { flatten: true, normalise: true });
  const graph = new GraphBuilder("unit");
  const x = graph.input("features", ["batch", 16]);
  graph.output(graph.node("LpNormalization", "unit", [x], { axis: 1, p: 2 }), ["batch", 16]);
  const [features] = Object.values(await runOnnx(cut, picture(), dims()));
  const { unit } = await runOnnx(graph.build(), features!.data, [2, 16], "features");
  const wanted = await runOnnx(linearHead(16, 4), unit!.data, [2, 16], "features");
  expect((await runOnnx(fused, picture(), dims()))["embedding"]!.data).toEqual(wanted["embedding"]!.data);
  expect(Math.hypot(...unit!.data.subarray(0, 16))).toBeCloseTo(1, 6);
});

test("a fused file is a backbone again", async () => {
  const once = fuse(smallClassifier(), linearHead(5, 7));
  const twice = fuse(once, linearHead(7, 2));
  expect((await runOnnx(twice, picture(), dims()))["embedding"]!.data).toEqual(await oneAfterTheOther(once, linearHead(7, 2)));
});

test("the same arguments give the same bytes, and leave the files as they were", () => {
  const [backbone, head] = [smallClassifier(), linearHead(5, 4)];
  const before = [backbone.slice(), head.slice()];
  expect(fuse(backbone, head)).toEqual(fuse(backbone, head));
  expect([backbone, head]).toEqual(before);
});

test("an output that has the name of the input is called what the caller says", async () => {
  const head = linearHead(5, 4, { output: "image" });
  expect(() => fuse(smallClassifier(), head)).toThrow("the backbone takes image and the head gives image: say by `output`");
  expect(Object.keys(await runOnnx(fuse(smallClassifier(), head, { output: "embedding" }), picture(), dims()))).toEqual(["embedding"]);
});

test("names that begin as the prefixes do are no harm", async () => {
  const head = linearHead(5, 4, { output: "backbone/classes" });
  const fused = fuse(smallClassifier(), head);
  expect((await runOnnx(fused, picture(), dims()))["backbone/classes"]!.data).toEqual(await oneAfterTheOther(smallClassifier(), head));
});

test("metadata of both stays, and what the caller adds", () => {
  const said = (text: string) => (model: Parameters<Parameters<typeof edited>[1]>[0]) => {
    model.metadataProps.push(create(StringStringEntryProtoSchema, { key: "author", value: text }));
  };
  const fused = fuse(edited(smallClassifier(), said("A")), edited(linearHead(5, 4), said("B")), { metadata: { config: "c0ffee" } });
  expect(readBack(fused).metadataProps.map(({ key, value }) => [key, value])).toEqual([
    ["backbone/author", "A"],
    ["head/author", "B"],
    ["config", "c0ffee"],
  ]);
});

test("constants that old files list as inputs too are no inputs", async () => {
  const old = edited(smallClassifier(), (model) => {
    model.irVersion = 3n;
    model.graph!.input.push(create(ValueInfoProtoSchema, { name: "weight" }));
  });
  const fused = fuse(old, linearHead(5, 4));
  expect(readBack(fused).graph!.input.map(({ name }) => name)).toEqual(["image"]);
  expect((await runOnnx(fused, picture(), dims()))["embedding"]!.data).toEqual(await oneAfterTheOther(smallClassifier(), linearHead(5, 4)));
});

test("graphs within the backbone's graph are its own too, and see its values", async () => {
  const backbone = branching();
  const fused = fuse(backbone, linearHead(192, 4), { features: "chosen" });
  for (const sign of [1, -1]) {
    const image = picture(1).map((value) => sign * Math.abs(value));
    const { chosen } = await runOnnx(cutAt(backbone, "chosen"), image, dims(1));
    const { embedding: wanted } = await runOnnx(linearHead(192, 4), chosen!.data, [1, 192], "features");
    expect((await runOnnx(fused, image, dims(1)))["embedding"]).toEqual(wanted);
    // The one branch doubles what the other leaves.
    expect(chosen!.data[0]! / image[0]!).toBeCloseTo(sign > 0 ? 2 : 1, 6);
  }
});

/** Doubles a picture that is bright on the whole, by an If whose branches read what is around them. */
function branching(): Uint8Array {
  const graph = new GraphBuilder("branching");
  const x = graph.input("image", ["N", 3, 8, 8]);
  const row = graph.node("Flatten", "row", [x], { axis: 1 });
  const sum = graph.node("ReduceMean", "mean", [row], { keepdims: 0 });
  const isBright = graph.node("Greater", "bright", [sum, graph.constant("zero", float32([], [0]))]);
  const chosen = graph.node("If", "chosen", [isBright]);
  graph.output(graph.node("Relu", "unused", [chosen]), ["N", 192]);
  const branch = (name: string, op: string, input: string[]) =>
    create(GraphProtoSchema, {
      name,
      node: [create(NodeProtoSchema, { opType: op, input, output: [`${name}-result`] })],
      output: [create(ValueInfoProtoSchema, { name: `${name}-result` })],
    });
  return edited(graph.build(), (model) => {
    model.graph!.node.find(({ opType }) => opType === "If")!.attribute = [
      create(AttributeProtoSchema, { name: "then_branch", type: Type.GRAPH, g: branch("then", "Add", ["row", "row"]) }),
      create(AttributeProtoSchema, { name: "else_branch", type: Type.GRAPH, g: branch("else", "Identity", ["row"]) }),
    ];
  });
}

describe("refused, with both named:", () => {
  const refused = (work: () => unknown, message: string) =>
    expect(work).toThrow(expect.objectContaining({ name: "TrainingError", code: "model_unsupported", message }));
  const files = { backbone: "resnet50.onnx", head: "head.onnx" };

  test("features of another length", () => {
    refused(
      () => fuse(smallClassifier(), linearHead(512, 4), { files }),
      "resnet50.onnx gives classes [N, 5], but head.onnx takes features [batch, 512]",
    );
  });

  test("features of more axes, with what would help", () => {
    const flat = edited(cutAt(smallClassifier(), "pooled"), (model) => {
      model.graph!.output = readBack(pooledWithShape()).graph!.output;
    });
    refused(
      () => fuse(flat, linearHead(16, 4), { files }),
      "resnet50.onnx gives pooled [N, 16, 1, 1], but head.onnx takes features [batch, 16]; it would fit with `flatten`",
    );
  });

  test("values of another type", () => {
    const ints = edited(linearHead(5, 4), (model) => {
      const { type } = model.graph!.input[0]!;
      if (type!.value.case === "tensorType") type!.value.value.elemType = 7;
    });
    refused(() => fuse(smallClassifier(), ints, { files }), "resnet50.onnx gives classes of float, head.onnx takes features of int64");
  });

  test("weights in another file", () => {
    const outside = edited(smallClassifier(), (model) => {
      const tensor = model.graph!.initializer[0]!;
      tensor.dataLocation = TensorProto_DataLocation.EXTERNAL;
      tensor.externalData = [create(StringStringEntryProtoSchema, { key: "location", value: "resnet50.bin" })];
    });
    refused(
      () => fuse(outside, linearHead(5, 4), { files }),
      "resnet50.onnx: the values of weight lie in resnet50.bin; only a file with all its weights inside is read",
    );
  });

  test("a head that takes more than features", () => {
    const greedy = edited(linearHead(5, 4), (model) => {
      model.graph!.input.push(create(ValueInfoProtoSchema, { name: "labels" }));
    });
    refused(() => fuse(smallClassifier(), greedy, { files }), "head.onnx has 2 inputs, features, labels: it must take the features alone");
  });

  test("other versions of somebody's operators", () => {
    const with2 = (version: bigint) => (model: Parameters<Parameters<typeof edited>[1]>[0]) => {
      model.opsetImport.push(create(OperatorSetIdProtoSchema, { domain: "com.example", version }));
    };
    refused(
      () => fuse(edited(smallClassifier(), with2(1n)), edited(linearHead(5, 4), with2(2n)), { files }),
      "resnet50.onnx has the operators of com.example 1, head.onnx those of 2",
    );
  });

  test.each([
    ["what is no ONNX file", Uint8Array.of(255, 255, 255), "resnet50.onnx is no ONNX file"],
    ["an empty file", new Uint8Array(), "resnet50.onnx holds no ONNX graph"],
  ])("%s", (_, bytes, message) => refused(() => fuse(bytes, linearHead(5, 4), { files }), message));
});

function pooledWithShape(): Uint8Array {
  const graph = new GraphBuilder("pooled");
  graph.output(graph.input("pooled", ["N", 16, 1, 1]), ["N", 16, 1, 1]);
  return graph.build();
}
