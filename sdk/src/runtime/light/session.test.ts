import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../session.ts";
import { lightRuntime } from "../light.ts";
import { float32, int64 } from "../../../../models/src/onnx/tensor.ts";
import { graphOf, noise, runtime } from "./one-node.fixture.ts";

/** Two filters of 3 x 3 over one channel, then a ReLU. */
const model = graphOf(4, (graph, x) => {
  const filters = graph.constant("filters", float32([2, 1, 3, 3], noise(18)));
  return graph.node("Relu", "y", [graph.node("Conv", "conv", [x, filters], { pads: [1, 1, 1, 1] })]);
});
const picture = (height: number, width: number, seed = 1) => ({
  x: { data: noise(height * width, seed), shape: [1, 1, height, width] },
});

let session: Session;
beforeAll(async () => {
  session = await runtime.load(model);
});
afterAll(() => session.release());

test("pictures of one size after another, small and large, each give what they give alone", async () => {
  const sizes = [
    [4, 5],
    [90, 70],
    [3, 3],
    [4, 5],
    [33, 200],
    [7, 7],
    [90, 70],
  ] as const;
  for (const [height, width] of sizes) {
    const alone = await runtime.load(model);
    expect(await session.run(picture(height, width))).toEqual(await alone.run(picture(height, width)));
    await alone.release();
  }
});

test("a batch gives what its pictures give one by one", async () => {
  const [a, b] = [picture(6, 5, 1), picture(6, 5, 2)];
  const both = await session.run({ x: { data: Float32Array.from([...a.x.data, ...b.x.data]), shape: [2, 1, 6, 5] } });
  const [first, second] = await Promise.all([session.run(a), session.run(b)]);
  expect(both.y!.data).toEqual(Float32Array.from([...first.y!.data, ...second.y!.data]));
});

test("what came out is the caller's: the next run leaves it alone", async () => {
  const { y } = await session.run(picture(5, 5));
  const before = y!.data.slice();
  await session.run(picture(5, 5, 7));
  expect(y!.data).toEqual(before);
});

test.each([NaN, Infinity])("a %d in the picture is no answer", async (value) => {
  const { x } = picture(5, 5);
  x.data[12] = value;
  await expect(session.run({ x })).rejects.toMatchObject({
    code: "inference_failed",
    detail: expect.stringContaining("not finite"),
  });
});

test.each([
  ["none", {}],
  ["of too few axes", { x: { data: new Float32Array(25), shape: [5, 5] } }],
  ["that does not fill its shape", { x: { data: new Float32Array(24), shape: [1, 1, 5, 5] } }],
  ["of no pixels", { x: { data: new Float32Array(0), shape: [1, 1, 0, 5] } }],
  ["of too many channels", { x: { data: new Float32Array(50), shape: [1, 2, 5, 5] } }],
  ["on a GPU", { x: { buffer: {} as GPUBuffer, shape: [1, 1, 5, 5] } }],
])("an input %s is a problem", async (_, inputs) => {
  await expect(session.run(inputs)).rejects.toMatchObject({ code: "inference_failed" });
});

test("a picture that is smaller than a window is a problem, and one that cannot be reshaped", async () => {
  const pooled = await runtime.load(
    graphOf(4, (graph, x) => graph.node("MaxPool", "y", [x], { kernel_shape: [3, 3] })),
  );
  await expect(pooled.run(picture(2, 2))).rejects.toMatchObject({ code: "inference_failed" });
  const pairs = graphOf(4, (graph, x) => graph.node("Reshape", "y", [x, graph.constant("shape", int64([2], [-1, 2]))]));
  await expect((await runtime.load(pairs)).run(picture(3, 3))).rejects.toMatchObject({ code: "inference_failed" });
});

test("a session that was released is closed, once what was asked for before is done", async () => {
  const released = await runtime.load(model);
  const running = released.run(picture(4, 4));
  await released.release();
  expect((await running).y!.shape).toEqual([1, 2, 4, 4]);
  await expect(released.run(picture(4, 4))).rejects.toMatchObject({ code: "closed" });
});

test("a runtime that was closed loads nothing", async () => {
  const closed = lightRuntime();
  await closed.start!();
  await closed.close!();
  await expect(closed.load(model)).rejects.toMatchObject({ code: "closed" });
});

test("where WebAssembly has no SIMD, or none is allowed, the backend is not there", async () => {
  const { validate, compile } = WebAssembly;
  try {
    WebAssembly.validate = () => false;
    await expect(lightRuntime().start!()).rejects.toMatchObject({ code: "backend_unavailable" });
    WebAssembly.validate = validate;
    WebAssembly.compile = () => Promise.reject(new WebAssembly.CompileError("refused by the page's policy"));
    await expect(lightRuntime().start!()).rejects.toMatchObject({ code: "backend_unavailable" });
  } finally {
    Object.assign(WebAssembly, { validate, compile });
  }
});
