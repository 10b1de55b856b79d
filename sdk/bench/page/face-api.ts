import * as faceApi from "@vladmandic/face-api";
import type { Embedded } from "./contender.ts";
import { enter } from "./enter.ts";

const tf = faceApi.tf as unknown as TfjsWasm;
const { nets } = faceApi;
let options: faceApi.SsdMobilenetv1Options | faceApi.TinyFaceDetectorOptions;

enter({
  load: async ({ threads, variant }) => {
    const start = performance.now();
    tf.setWasmPaths("/tfjs/");
    tf.setThreadsCount(threads);
    await tf.setBackend("wasm");
    await tf.ready();
    const started = performance.now();
    const tiny = variant === "tiny";
    options = tiny ? new faceApi.TinyFaceDetectorOptions() : new faceApi.SsdMobilenetv1Options();
    await Promise.all(
      [tiny ? nets.tinyFaceDetector : nets.ssdMobilenetv1, nets.faceLandmark68Net, nets.faceRecognitionNet].map((net) =>
        net.loadFromUri("/face-api/"),
      ),
    );
    return { tfjs: started - start, models: performance.now() - started };
  },
  embed: async (canvas): Promise<Embedded> => {
    const faces = await faceApi.detectAllFaces(canvas, options).withFaceLandmarks().withFaceDescriptors();
    const [largest] = faces.toSorted((a, b) => b.detection.box.area - a.detection.box.area);
    return largest ? { vector: [...largest.descriptor] } : {};
  },
  compare: (a, b) => -faceApi.euclideanDistance([...a], [...b]),
  close: async () => {
    for (const net of [nets.tinyFaceDetector, nets.ssdMobilenetv1, nets.faceLandmark68Net, nets.faceRecognitionNet]) {
      if (net.isLoaded) net.dispose();
    }
  },
  environment: async () => ({
    crossOriginIsolated,
    backend: tf.getBackend(),
    simd: await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"),
    multithread: await tf.env().getAsync("WASM_HAS_MULTITHREAD_SUPPORT"),
    threads: tf.getThreadsCount(),
  }),
});

/** What its types leave out. */
interface TfjsWasm {
  setWasmPaths(directory: string): void;
  setThreadsCount(threads: number): void;
  getThreadsCount(): number;
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  getBackend(): string;
  env(): { getAsync(flag: string): Promise<unknown> };
}
