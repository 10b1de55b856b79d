import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-common";
import { Problem } from "../core/index.ts";
import { faultOf } from "./fault.ts";
import type { GpuWatch } from "./gpu-watch.ts";
import { identityModel } from "./identity.ts";
import type { Backend, DeviceTensor, Runtime, Session, Tensor } from "./session.ts";
import { turns, type Turns } from "./turns.ts";

/** What onnxruntime-node, -web and -react-native have in common. */
export interface OnnxRuntime {
  readonly InferenceSession: Pick<typeof InferenceSession, "create">;
  readonly Tensor: typeof OrtTensor;
}

/** One build of onnxruntime, ready to load models. */
export interface OpenedRuntime {
  readonly ort: OnnxRuntime;
  readonly options: InferenceSession.SessionOptions;
  /** Shared by all sessions of one instance of onnxruntime that cannot do two things at once; else one a session. */
  readonly turns?: Turns;
  /** Of the GPU that the sessions run on. */
  readonly watch?: GpuWatch;
}

export interface OnnxDriver {
  readonly name: string;
  readonly backend: Backend;
  /** Called once, when the runtime is started or first loads a model. */
  open(): Promise<OpenedRuntime>;
}

/** A runtime of any onnxruntime for JavaScript. */
export function onnxRuntime({ name, backend, open }: OnnxDriver): Runtime {
  let starting: Promise<OpenedRuntime> | undefined;
  let watch: GpuWatch | undefined;
  let isClosed = false;

  async function begin(): Promise<OpenedRuntime> {
    try {
      const opened = await open();
      ({ watch } = opened);
      const { turns: inTurn = turns() } = opened;
      await inTurn(async () => (await create(opened, identityModel())).release());
      return opened;
    } catch (cause) {
      watch?.close();
      const fault = faultOf(cause);
      if (fault.code !== "inference_failed") throw fault;
      throw new Problem("backend_unavailable", `${name} cannot be started: ${fault.detail ?? String(cause)}`, { cause });
    }
  }

  function started(): Promise<OpenedRuntime> {
    if (isClosed) return Promise.reject(new Problem("closed", `${name} was closed`));
    return (starting ??= begin());
  }

  return {
    name,
    backend,
    start: async () => void (await started()),
    load: async (model) => {
      const opened = await started();
      const inTurn = opened.turns ?? turns();
      const loaded = await inTurn(() => guarded(opened.watch, () => create(opened, model), `${name} cannot load the model`));
      return session(opened, loaded, inTurn);
    },
    device: () => watch?.device,
    close: async () => {
      isClosed = true;
      const opened = await starting?.catch(() => undefined);
      // Not in the middle of a run.
      await opened?.turns?.(async () => watch?.close());
    },
  };
}

const create = ({ ort, options }: OpenedRuntime, model: Uint8Array) => ort.InferenceSession.create(model, options);

function session({ ort, watch }: OpenedRuntime, loaded: InferenceSession, inTurn: Turns): Session {
  let releasing: Promise<void> | undefined;

  async function run(inputs: Readonly<Record<string, Tensor | DeviceTensor>>): Promise<Record<string, Tensor>> {
    const feeds: Record<string, OrtTensor> = {};
    try {
      for (const [name, input] of Object.entries(inputs)) feeds[name] = given(ort, input);
      const results = Object.entries(await loaded.run(feeds));
      return Object.fromEntries(results.map(([name, value]) => [name, taken(name, value)]));
    } finally {
      for (const tensor of Object.values(feeds)) tensor.dispose();
    }
  }

  async function release(): Promise<void> {
    // On a lost GPU there is nothing left to free, and onnxruntime-web's asyncify build never comes back from trying.
    if (watch && isLost(watch)) return;
    await loaded.release();
  }

  return {
    run: async (inputs) => {
      if (releasing) throw new Problem("closed", "the session was released");
      return inTurn(() => guarded(watch, () => run(inputs)));
    },
    release: () => (releasing ??= inTurn(release)),
  };
}

/** Only what was done on a sound GPU counts, and what was thrown is said by code. */
async function guarded<Result>(
  watch: GpuWatch | undefined,
  work: () => Promise<Result>,
  detail?: string,
): Promise<Result> {
  watch?.check();
  try {
    const result = await (watch ? watch.during(work) : work());
    watch?.check();
    return result;
  } catch (cause) {
    if (watch && !(cause instanceof Problem)) {
      await watch.settled();
      watch.check();
    }
    throw faultOf(cause, detail);
  }
}

function isLost(watch: GpuWatch): boolean {
  try {
    watch.check();
    return false;
  } catch (error) {
    return error instanceof Problem && error.code === "device_lost";
  }
}

function given(ort: OnnxRuntime, input: Tensor | DeviceTensor): OrtTensor {
  if ("data" in input) return new ort.Tensor("float32", input.data, input.shape);
  return ort.Tensor.fromGpuBuffer(input.buffer, { dataType: "float32", dims: input.shape });
}

/** The values, on our side of the runtime; its own tensor is freed. */
function taken(name: string, value: OrtTensor): Tensor {
  const result = { data: Float32Array.from(value.data as Float32Array), shape: [...value.dims] };
  value.dispose();
  // A detector that gives NaN would find no face, where it is the runtime that fails.
  if (!result.data.every(Number.isFinite)) throw new Problem("inference_failed", `${name} holds values that are not finite`);
  return result;
}
