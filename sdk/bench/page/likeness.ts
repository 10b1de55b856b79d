import { createFaceEmbedder, decodePicture, loadModel, wasmRuntime, type FaceEmbedder } from "@likeness/sdk/face/browser";
import type { DetectorCard, EmbedderCard, LandmarkerCard } from "@likeness/sdk/core";
import { enter } from "./enter.ts";

let embedder: FaceEmbedder;

enter({
  load: async ({ threads }) => {
    const start = performance.now();
    const [detector, landmarker, recogniser] = await Promise.all([
      loadModel<DetectorCard>("/likeness/models/ultraface-rfb.json"),
      loadModel<LandmarkerCard>("/likeness/models/landmark-68.json"),
      loadModel<EmbedderCard>("/likeness/models/dlib-resnet.json"),
    ]);
    const fetched = performance.now();
    embedder = await createFaceEmbedder({
      runtime: wasmRuntime({ wasmPaths: "/likeness/wasm/", threads }),
      models: { detector, landmarker, embedder: recogniser },
    });
    return { "fetch models": fetched - start, "runtime and sessions": performance.now() - fetched };
  },
  embed: async (canvas) => {
    const start = performance.now();
    const picture = await decodePicture(canvas);
    const read = performance.now() - start;
    const { faces, timings } = await embedder.analyze(picture);
    const [face] = faces;
    const stages = { read, ...timings };
    return face ? { vector: [...face.template.vector], stages } : { stages };
  },
  // Templates are unit vectors: their dot product is the cosine.
  compare: (a, b) => a.reduce((sum, value, i) => sum + value * b[i]!, 0),
  close: () => embedder.close(),
  environment: async () => ({ crossOriginIsolated }),
});
