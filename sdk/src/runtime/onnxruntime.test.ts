import { expect, test, vi } from "vitest";
import { onnxRuntime, type OnnxRuntime } from "./onnxruntime.ts";

class FakeTensor {
  readonly dispose = vi.fn();
  readonly type: string;
  readonly data: Float32Array;
  readonly dims: readonly number[];

  constructor(type: string, data: Float32Array, dims: readonly number[]) {
    this.type = type;
    this.data = data;
    this.dims = dims;
  }
}

type Run = (feeds: Record<string, FakeTensor>) => Promise<Record<string, FakeTensor>>;

/** An onnxruntime with one model, and the tensors that were made and given. */
function fakeOrt(run: Run) {
  const tensors: FakeTensor[] = [];
  class Tensor extends FakeTensor {
    constructor(...of: ConstructorParameters<typeof FakeTensor>) {
      super(...of);
      tensors.push(this);
    }
  }
  const release = vi.fn(async () => {});
  const create = vi.fn(async () => ({ run, release }));
  const ort = { Tensor, InferenceSession: { create } } as unknown as OnnxRuntime;
  return { ort, tensors, create, release };
}

const options = { executionProviders: ["cpu"] };
const inputs = { image: { data: Float32Array.of(1, 2), shape: [1, 2] } };

test("a model is loaded with the runtime's options", async () => {
  const { ort, create } = fakeOrt(async () => ({}));
  const bytes = Uint8Array.of(1);
  const runtime = onnxRuntime("fake", "wasm", ort, options);
  expect(runtime.name).toBe("fake");
  await runtime.load(bytes);
  expect(create).toHaveBeenCalledExactlyOnceWith(bytes, options);
});

test("inputs and outputs go by name, with their shapes", async () => {
  const run: Run = async ({ image }) => {
    const doubled = image!.data.map((value) => value * 2);
    return {
      double: new FakeTensor("float32", doubled, [2, 1]),
      same: new FakeTensor("float32", image!.data, [1, 2]),
    };
  };
  const { ort, tensors } = fakeOrt(run);
  const session = await onnxRuntime("fake", "wasm", ort, options).load(new Uint8Array());
  expect(await session.run(inputs)).toEqual({
    double: { data: Float32Array.of(2, 4), shape: [2, 1] },
    same: { data: Float32Array.of(1, 2), shape: [1, 2] },
  });
  expect(tensors).toMatchObject([{ type: "float32", data: Float32Array.of(1, 2), dims: [1, 2] }]);
});

test("every tensor is freed, and what was read of it stays", async () => {
  const given = new FakeTensor("float32", Float32Array.of(7), [1]);
  given.dispose.mockImplementation(() => given.data.fill(0));
  const { ort, tensors } = fakeOrt(async () => ({ out: given }));
  const session = await onnxRuntime("fake", "wasm", ort, options).load(new Uint8Array());
  expect(await session.run(inputs)).toEqual({ out: { data: Float32Array.of(7), shape: [1] } });
  for (const tensor of [...tensors, given]) expect(tensor.dispose).toHaveBeenCalledOnce();
});

test("a run that fails is `inference_failed`, and its inputs are freed", async () => {
  const cause = new Error("shape mismatch");
  const { ort, tensors } = fakeOrt(() => Promise.reject(cause));
  const session = await onnxRuntime("fake", "wasm", ort, options).load(new Uint8Array());
  await expect(session.run(inputs)).rejects.toMatchObject({ code: "inference_failed", cause });
  expect(tensors).toHaveLength(1);
  expect(tensors[0]?.dispose).toHaveBeenCalledOnce();
});

test("a model that cannot be loaded is `inference_failed`, by the runtime's name", async () => {
  const { ort, create } = fakeOrt(async () => ({}));
  const cause = new Error("no such operator");
  create.mockRejectedValue(cause);
  await expect(onnxRuntime("fake", "wasm", ort, options).load(new Uint8Array())).rejects.toMatchObject({
    code: "inference_failed",
    message: "fake cannot load the model",
    cause,
  });
});

test("releasing a session releases the runtime's", async () => {
  const { ort, release } = fakeOrt(async () => ({}));
  await (await onnxRuntime("fake", "wasm", ort, options).load(new Uint8Array())).release();
  expect(release).toHaveBeenCalledOnce();
});
