// One page with both runtimes, each started when it is first asked for.

import { lightRuntime } from "../../src/runtime/light.ts";
import { wasmRuntime } from "../../src/runtime/wasm.ts";
import type { Session } from "../../src/runtime/session.ts";
import type { RuntimeName, Spans, Subject } from "./subject.ts";

const runtimes = { light: lightRuntime(), onnxruntime: wasmRuntime({ wasmPaths: "/wasm/", threads: 1 }) };

const sessions = new Map<string, Session>();
const files = new Map<string, Promise<Uint8Array>>();

function fileOf({ name }: Subject): Promise<Uint8Array> {
  const file =
    files.get(name) ?? fetch(`/models/${name}.onnx`).then(async (answer) => new Uint8Array(await answer.arrayBuffer()));
  files.set(name, file);
  return file;
}

function inputOf({ shape, amplitude }: Subject) {
  const length = shape.reduce((product, side) => product * side, 1);
  return { image: { shape, data: Float32Array.from({ length }, (_, i) => Math.sin(i * i * 0.37) * amplitude) } };
}

const light = {
  /** From the models' bytes to the first output of each, one after the other; fetching them is not part of it. */
  cold: async (name: RuntimeName, subjects: readonly Subject[]): Promise<Spans> => {
    await Promise.all(subjects.map(fileOf));
    const inputs = subjects.map(inputOf);
    const spans: Record<string, number> = {};
    const begin = performance.now();
    await runtimes[name].start!();
    spans.start = performance.now() - begin;
    for (const [i, subject] of subjects.entries()) {
      const from = performance.now();
      const session = await runtimes[name].load(await fileOf(subject));
      const loaded = performance.now();
      await session.run(inputs[i]!);
      spans[`${subject.name}: load`] = loaded - from;
      spans[`${subject.name}: first run`] = performance.now() - loaded;
      sessions.set(`${name} ${subject.name}`, session);
    }
    spans.all = performance.now() - begin;
    return spans;
  },
  warm: async (name: RuntimeName, subject: Subject): Promise<number> => {
    const input = inputOf(subject);
    const session = sessions.get(`${name} ${subject.name}`)!;
    const from = performance.now();
    await session.run(input);
    return performance.now() - from;
  },
};

export type LightPage = typeof light;
Object.assign(globalThis, { light });
