import { afterEach, expect, test, vi } from "vitest";
import { normalize } from "../core/index.ts";
import type { Face } from "../face/index.ts";
import { digestOf, readProof, type KeyProof, type NewKey, type ProvedRequest } from "../device/index.ts";
import { inAnotherPage } from "../template/store/another-page.fixture.ts";
import { createLikeness, type BrowserLikeness, type LikenessOptions } from "./browser.ts";
import { browserDevice } from "./browser-device.ts";

const model = (name: string) => ({ card: `/models/cards/${name}.json`, weights: `/models/build/${name}.onnx` });
const models = {
  detector: model("ultraface-rfb"),
  landmarker: model("landmark-68"),
  embedder: model("dlib-resnet"),
} as NonNullable<LikenessOptions["models"]>;

const request: ProvedRequest = {
  method: "POST",
  path: "/v1/collections/staff/subjects/ada:verify",
  tenant: "acme",
  collection: "staff",
  subject: "ada",
  modelId: "fixture@1",
  body: await digestOf(""),
};
const address = { collection: "staff", subject: "ada" };
const face = {
  box: { x: 0, y: 0, width: 200, height: 200 },
  template: { modelId: "fixture@1", vector: normalize([1, 2]) },
  landmarks: [],
  quality: { reasons: [], score: 0.8 },
} as unknown as Face;

let likeness: BrowserLikeness | undefined;
afterEach(async () => {
  await likeness?.close();
  likeness = undefined;
});

/** A host that takes everything. */
function host() {
  const requests: Request[] = [];
  const answer = vi.fn<typeof fetch>(async (...sent) => {
    const asked = new Request(...sent);
    requests.push(asked);
    if (!asked.url.endsWith("/challenges")) return Response.json({ match: true });
    return Response.json({ nonce: `n-${requests.length}`, tenant: "acme" });
  });
  return { requests, options: { endpoint: "https://faces.example", key: "k", models, fetch: answer } };
}

test("[DEV1] a page's device is the next page's too", async () => {
  const here = (await browserDevice().prove(request, "n")) as KeyProof;
  const there = await inAnotherPage<KeyProof>(`
    const { browserDevice } = await import("${new URL("./browser-device.ts", import.meta.url)}");
    return browserDevice().prove(${JSON.stringify(request)}, "n");`);
  expect(there.device).toBe(here.device);
});

test("[VER1] a page needs to say nothing of it: enrolling registers its key, and verifying is proved by it", async () => {
  const { requests, options } = host();
  likeness = await createLikeness(options);
  await likeness.enrol(face, { ...address, ticket: "t" });
  await likeness.verify(face, address);
  expect(requests.map(({ url }) => new URL(url).pathname.split("/").at(-1))).toEqual([
    "challenges",
    "templates",
    "challenges",
    "ada:verify",
  ]);
  const registered = readProof(requests[1]!.headers.get("likeness-new-device")!) as NewKey;
  const proof = readProof(requests[3]!.headers.get("likeness-proof")!) as KeyProof;
  expect(registered).toMatchObject({ kind: "key", nonce: "n-1" });
  const { device } = (await browserDevice().prove(request, "n")) as KeyProof;
  expect(proof).toMatchObject({ kind: "key", nonce: "n-3", device });
});

test("a page that wants none has none", async () => {
  const { requests, options } = host();
  likeness = await createLikeness({ ...options, device: false });
  await likeness.verify(face, address);
  expect(requests).toHaveLength(1);
  expect(requests[0]!.headers.has("likeness-proof")).toBe(false);
});
