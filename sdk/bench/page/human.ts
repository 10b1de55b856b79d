import { Human, type Config } from "@vladmandic/human";
import { enter } from "./enter.ts";

/** Its own settings, but for where its files are, the backend, and that it talks. */
const asItComes: Partial<Config> = {
  backend: "wasm",
  wasmPath: "/tfjs/",
  modelBasePath: "/human/",
  debug: false,
};

const off = { enabled: false };
const never = { skipFrames: 0, skipTime: 0 };

/** Detector, mesh (its landmarks) and description (its embedding), each run for each picture. */
const sameJob: Partial<Config> = {
  ...asItComes,
  cacheSensitivity: 0,
  filter: off,
  gesture: off,
  face: {
    enabled: true,
    detector: never,
    mesh: { enabled: true },
    description: { enabled: true, ...never },
    iris: off,
    emotion: off,
    antispoof: off,
    liveness: off,
  },
  body: off,
  hand: off,
  object: off,
  segmentation: off,
};

const variants: Readonly<Record<string, Partial<Config>>> = {
  default: asItComes,
  "same-job": sameJob,
  rotation: { ...sameJob, face: { ...sameJob.face, detector: { ...never, rotation: true } } },
};

let human: Human;

enter({
  load: async ({ threads, variant }) => {
    const start = performance.now();
    human = new Human(variants[variant]!);
    (human.tf as unknown as TfjsWasm).setThreadsCount(threads);
    await human.load();
    return { load: performance.now() - start };
  },
  embed: async (canvas) => {
    const { face, performance } = await human.detect(canvas);
    const vector = face[0]?.embedding;
    const stages = { ...performance };
    return vector && vector.length > 0 ? { vector, stages } : { stages };
  },
  // Its similarity is made of this distance by rounding to two digits and cutting off, which could only harm it.
  compare: (a, b) => -human.match.distance([...a], [...b]),
  close: async () => human.reset(),
  environment: async () => {
    const tf = human.tf as unknown as TfjsWasm;
    return {
      crossOriginIsolated,
      backend: tf.getBackend(),
      simd: await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"),
      multithread: await tf.env().getAsync("WASM_HAS_MULTITHREAD_SUPPORT"),
      threads: tf.getThreadsCount(),
    };
  },
});

/** What its types leave out. */
interface TfjsWasm {
  setThreadsCount(threads: number): void;
  getThreadsCount(): number;
  getBackend(): string;
  env(): { getAsync(flag: string): Promise<unknown> };
}
