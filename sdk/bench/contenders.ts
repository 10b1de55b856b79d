/** A library as set up for the comparison: the page that drives it, and the words for tables. */
export interface Contender {
  /** In figures and tables. */
  readonly name: string;
  /** Its page's script under `page/`. */
  readonly script: "likeness" | "human" | "face-api";
  /** What its page is told beside the number of threads. */
  readonly variant: string;
  readonly about: string;
}

/** In its worker, on what `auto` takes where there is no GPU: named, so that the choosing (about 10 ms) is not in it. */
export const ours: Contender = {
  name: "likeness",
  script: "likeness",
  variant: "light",
  about: "UltraFace, 68 landmarks, dlib ResNet; on the SDK's own WebAssembly",
};

/** What runs the models that one brings. */
export const oursOnnxruntime: Contender = {
  name: "likeness (onnxruntime)",
  script: "likeness",
  variant: "wasm",
  about: "the same on onnxruntime-web's WebAssembly",
};

/** Set up for the same job as ours, nothing else, and nothing remembered between pictures. */
export const human: Contender = {
  name: "human",
  script: "human",
  variant: "same-job",
  about: "human 3.3.6: BlazeFace, mesh, FaceRes; nothing else, no filter, nothing kept between pictures",
};

/** As a page gets it that names nothing but the backend; given the same picture again it skips most of the work. */
export const humanDefault: Contender = {
  name: "human (default)",
  script: "human",
  variant: "default",
  about: "human 3.3.6 as it comes: iris, emotion, body, hand, gesture too; keeps results between pictures",
};

/** Its faces are upright only if it is told so. */
export const humanUpright: Contender = {
  name: "human (rotation)",
  script: "human",
  variant: "rotation",
  about: "human as above, and detector.rotation on",
};

export const faceApi: Contender = {
  name: "face-api",
  script: "face-api",
  variant: "ssd",
  about: "face-api 1.7.15: SSD MobileNet v1 (its default), 68 landmarks, dlib ResNet",
};

export const faceApiTiny: Contender = {
  name: "face-api (tiny)",
  script: "face-api",
  variant: "tiny",
  about: "face-api 1.7.15: tiny face detector at 416, 68 landmarks, dlib ResNet",
};

/** How many times faster than a peer we want to be with a warm page, and from an empty cache. */
export const goals: readonly { readonly peer: Contender; readonly warm: number; readonly cold: number }[] = [
  { peer: human, warm: 2, cold: 2 },
  { peer: faceApi, warm: 3, cold: 2 },
];
