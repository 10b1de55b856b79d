import { afterEach, beforeAll, expect, test } from "vitest";
import { cosine } from "../core/index.ts";
import { createLikeness, type BrowserLikeness, type LikenessOptions } from "./browser.ts";

const model = (name: string) => ({ card: `/models/cards/${name}.json`, weights: `/models/build/${name}.onnx` });
const models = {
  detector: model("ultraface-rfb"),
  landmarker: model("landmark-68"),
  embedder: model("dlib-resnet"),
};

const started: BrowserLikeness[] = [];
async function start(options: LikenessOptions = {}): Promise<BrowserLikeness> {
  const likeness = await createLikeness({ models: models as NonNullable<LikenessOptions["models"]>, ...options });
  started.push(likeness);
  return likeness;
}
afterEach(async () => {
  for (const likeness of started.splice(0)) await likeness.close();
});

let portrait: Blob;
let bitmap: ImageBitmap;
beforeAll(async () => {
  const whole = await (await fetch("/node_modules/@vladmandic/face-api/demo/sample1.jpg")).blob();
  bitmap = await createImageBitmap(whole, 740, 350, 380, 400);
  const canvas = drawn(bitmap);
  portrait = await canvas.convertToBlob({ type: "image/png" });
});

function drawn(picture: ImageBitmap): OffscreenCanvas {
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext("2d")!.drawImage(picture, 0, 0);
  return canvas;
}

test("whatever a page has of a picture gives one face and one template, and stays the page's", { timeout: 60_000 }, async () => {
  const likeness = await start();
  expect(likeness.backend).toMatchObject({ backend: "light" });
  const element = document.createElement("canvas");
  Object.assign(element, { width: bitmap.width, height: bitmap.height });
  element.getContext("2d")!.drawImage(bitmap, 0, 0);
  const image = new Image();
  image.src = URL.createObjectURL(portrait);
  await image.decode();
  const frame = new VideoFrame(bitmap, { timestamp: 0 });
  const pixels = drawn(bitmap).getContext("2d")!.getImageData(0, 0, bitmap.width, bitmap.height);
  const [first] = (await likeness.analyze(portrait)).faces;
  for (const source of [bitmap, element, drawn(bitmap), image, frame, pixels, bitmap, frame]) {
    const { faces, width } = await likeness.analyze(source);
    expect(faces).toHaveLength(1);
    expect(width).toBe(bitmap.width);
    expect(cosine(faces[0]!.template.vector, first!.template.vector)).toBeGreaterThan(0.9999);
  }
  frame.close();
});

test("a backend whose files are not served is said to be, by their address", async () => {
  await expect(start({ backend: "wasm", assets: "/nowhere/", worker: false })).rejects.toMatchObject({
    code: "backend_unavailable",
    detail: expect.stringContaining("/nowhere/wasm/"),
  });
});

test("what it loads is told, to the last byte", async () => {
  const events: { loaded: number; total: number }[] = [];
  await start({ onProgress: ({ all }) => events.push(all) });
  expect(events.length).toBeGreaterThan(2);
  expect(events.at(-1)!.loaded).toBe(events.at(-1)!.total);
});

test("a worker's file that is not there, and a model that is not, are problems by their codes", async () => {
  await expect(start({ worker: "/no-such-worker.js" })).rejects.toMatchObject({ code: "worker_unavailable" });
  const missing = { ...models, embedder: "/models/cards/no-such-card.json" } as NonNullable<LikenessOptions["models"]>;
  await expect(start({ models: missing })).rejects.toMatchObject({ code: "model_unavailable" });
});

test("a start that is aborted rejects with its reason; what was closed is closed", async () => {
  const controller = new AbortController();
  const starting = start({ signal: controller.signal });
  controller.abort(new Error("enough"));
  await expect(starting).rejects.toThrow("enough");
  const likeness = await start();
  await likeness.close();
  await expect(likeness.analyze(portrait)).rejects.toMatchObject({ code: "closed" });
});

test("an analysis that is aborted rejects with its reason, and the next one is answered", async () => {
  const likeness = await start();
  const controller = new AbortController();
  const analysing = likeness.analyze(bitmap, { signal: controller.signal });
  controller.abort(new Error("enough"));
  await expect(analysing).rejects.toThrow("enough");
  expect((await likeness.analyze(bitmap)).faces).toHaveLength(1);
});

test("what was asked for and not begun when it was closed ends by `closed`", async () => {
  const likeness = await start();
  const analysing = Promise.allSettled([bitmap, portrait, drawn(bitmap)].map((source) => likeness.analyze(source)));
  await likeness.close();
  for (const settled of await analysing) {
    expect(settled).toMatchObject({ status: "rejected", reason: { code: "closed" } });
  }
  expect(bitmap.width).toBeGreaterThan(0);
});

test("a file that is no picture, and an element that has none yet, are broken pictures", async () => {
  const likeness = await start();
  for (const source of [new Blob(["no picture"]), document.createElement("video"), new Image()]) {
    await expect(likeness.analyze(source)).rejects.toMatchObject({ code: "broken_picture" });
  }
});

test("a video is seen frame by frame: one face followed, with guidance and a best frame", { timeout: 60_000 }, async () => {
  const likeness = await start();
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 640, height: 480 });
  const context = canvas.getContext("2d")!;
  const video = document.createElement("video");
  video.muted = true;
  video.srcObject = canvas.captureStream(30);
  const drawing = setInterval(() => context.drawImage(bitmap, 130, 40), 30);
  try {
    await video.play();
    const controller = new AbortController();
    const ids = new Set<number>();
    let frames = 0;
    for await (const { track, guidance, best } of likeness.frames(video, { signal: controller.signal })) {
      if (!track) continue;
      ids.add(track.id);
      expect(guidance).toBeTypeOf("string");
      expect(best?.face.template.vector).toHaveLength(128);
      if (++frames === 5) controller.abort();
    }
    expect(frames).toBe(5);
    expect(ids.size).toBe(1);
  } finally {
    clearInterval(drawing);
  }
});
