import { describe, expect, test, vi } from "vitest";
import { normalize, Problem } from "../core/index.ts";
import { qualityLimits, type Analysis, type Face, type Quality } from "../face/index.ts";
import type { BackendChoice } from "./backend/index.ts";
import { likenessOver, type LikenessParts } from "./likeness.ts";

/** Keeps every limit, to the point. */
const good = {
  sureness: 1,
  misfit: 0,
  inside: 1,
  eyeDistance: 100,
  yaw: 0,
  pitch: 0,
  roll: 0,
  occlusion: 0,
  eyeOpenness: 1,
  mouthOpenness: 0,
  brightness: 128,
  contrast: 100,
  unevenness: 0,
  sharpness: 1,
  score: 1,
  reasons: [],
} as Quality;

function face(quality: Partial<Quality> = {}, x = 0): Face {
  return {
    box: { x, y: 0, width: 100, height: 100 },
    score: 1,
    landmarks: [],
    quality: { ...good, ...quality },
    template: { modelId: "model@1", vector: normalize([1, 2, 3]) },
  };
}

const address = { collection: "staff", subject: "ada" };

function likenessOf(faces: readonly Face[], more: Partial<LikenessParts<string, string>> = {}) {
  const analyze = vi.fn(async () => ({ width: 1, height: 1, faces }) as unknown as Analysis);
  const client = {
    enrol: vi.fn(async () => ({ subject: "ada" })),
    verify: vi.fn(async () => ({ match: true })),
    identify: vi.fn(async () => ({ candidates: [] })),
    challenge: vi.fn(async () => ({ nonce: "n" })),
  };
  const close = vi.fn(async () => {});
  const backend = { backend: "light" } as BackendChoice;
  const parts = {
    engine: { modelId: "model@1", backend, analyze, close },
    toFrame: async (source: string) => `frame of ${source}`,
    client,
    ...more,
  } as unknown as LikenessParts<string, string>;
  return { likeness: likenessOver(parts), analyze, client, close };
}

test("an answer is the host's, with the face it was given for", async () => {
  const ada = face();
  const { likeness, client, analyze } = likenessOf([ada]);
  const { signal } = new AbortController();
  expect(await likeness.enrol("photo", { ...address, metadata: { name: "Ada" }, signal })).toEqual({
    subject: "ada",
    face: ada,
  });
  expect(analyze).toHaveBeenCalledWith("frame of photo", { signal });
  expect(client.enrol).toHaveBeenCalledWith(address, ada.template, {
    quality: ada.quality.score,
    metadata: { name: "Ada" },
    signal,
  });
  expect(await likeness.verify("photo", { ...address, targetFmr: 1e-3, mirror: true })).toEqual({ match: true, face: ada });
  expect(analyze).toHaveBeenLastCalledWith("frame of photo", { mirror: true });
  expect(client.verify).toHaveBeenCalledWith(address, ada.template, { targetFmr: 1e-3 });
  await likeness.identify("photo", { collection: "staff", maxCandidates: 1 });
  expect(client.identify).toHaveBeenCalledWith("staff", ada.template, { maxCandidates: 1 });
});

describe("where requests are proved, the challenge", () => {
  test("is asked for while the picture is looked at", async () => {
    const ada = face();
    const { likeness, client, analyze } = likenessOf([ada], { isProved: true });
    const { signal } = new AbortController();
    await likeness.verify("photo", { ...address, signal });
    expect(client.challenge).toHaveBeenCalledExactlyOnceWith(address, { retries: 0, signal });
    expect(client.challenge.mock.invocationCallOrder[0]).toBeLessThan(analyze.mock.invocationCallOrder[0]!);
    expect(client.verify).toHaveBeenCalledWith(address, ada.template, { signal, challenge: expect.any(Promise) });
  });

  test("is asked for where a grant may answer, too: the host is asked first", async () => {
    const offline = { verify: vi.fn(async () => ({ match: true })) };
    const { likeness, client } = likenessOf([face()], { isProved: true, offline } as object);
    await likeness.verify("photo", address);
    expect(client.challenge).toHaveBeenCalledTimes(1);
    expect(offline.verify.mock.lastCall).toMatchObject([{}, {}, { challenge: expect.any(Promise) }]);
  });

  test("that the caller has is used", async () => {
    const { likeness, client } = likenessOf([face()], { isProved: true });
    const challenge = Promise.resolve({ nonce: "own", tenant: "t", expiresAt: "" });
    await likeness.verify("photo", { ...address, challenge });
    expect(client.challenge).not.toHaveBeenCalled();
    expect(client.verify).toHaveBeenCalledWith(address, expect.anything(), { challenge });
  });

  test("that cannot be had early is the call's to tell, and what is seen is told before", async () => {
    // No mock, which would see to it that the failure is heard of.
    const client = { challenge: () => Promise.reject(new Problem("unreachable")), verify: vi.fn() };
    const { likeness } = likenessOf([], { isProved: true, client } as object);
    await expect(likeness.verify("photo", address)).rejects.toMatchObject({ code: "no_face" });
  });

  test("is asked for by nobody else", async () => {
    const { likeness, client } = likenessOf([face()]);
    await likeness.verify("photo", address);
    expect(client.challenge).not.toHaveBeenCalled();
  });
});

test("what a ticket is for and who comes next go to the host as they are", async () => {
  const { likeness, client } = likenessOf([face()]);
  const successor = { modelId: "next@1", vector: normalize([1]) };
  await likeness.enrol("photo", { ...address, ticket: "t", ifMatch: "v", replace: true });
  await likeness.verify("photo", { ...address, successor });
  expect(client.enrol.mock.lastCall).toMatchObject([address, {}, { ticket: "t", ifMatch: "v", replace: true }]);
  expect(client.verify.mock.lastCall).toMatchObject([address, {}, { successor }]);
});

test("a face of an earlier analysis is not analysed again", async () => {
  const { likeness, analyze, client } = likenessOf([]);
  await likeness.verify(face(), address);
  expect(analyze).not.toHaveBeenCalled();
  expect(client.verify).toHaveBeenCalledTimes(1);
});

describe("a face is held to the limits of its use", () => {
  const small = face({ eyeDistance: qualityLimits.verify.eyeDistance });

  test("which are the strictest where it is kept", async () => {
    const { likeness, client } = likenessOf([small]);
    await likeness.verify("photo", address);
    await expect(likeness.enrol("photo", address)).rejects.toMatchObject({
      code: "poor_quality",
      reasons: ["too_small"],
    });
    expect(client.enrol).not.toHaveBeenCalled();
  });

  test("and may be changed for all calls, and for one", async () => {
    const { likeness } = likenessOf([small], { limits: { enrol: { eyeDistance: 1 } } });
    await likeness.enrol("photo", address);
    await expect(likeness.enrol("photo", { ...address, limits: { eyeDistance: 1000 } })).rejects.toMatchObject({
      code: "poor_quality",
    });
  });
});

test("no face and several faces are told apart, and nothing is sent", async () => {
  for (const [faces, code] of [
    [[], "no_face"],
    [[face(), face({}, 300)], "several_faces"],
  ] as const) {
    const { likeness, client } = likenessOf(faces);
    await expect(likeness.identify("photo", { collection: "staff" })).rejects.toMatchObject({ code });
    expect(client.identify).not.toHaveBeenCalled();
  }
});

test("without a host pictures are analysed, and sending says what is missing", async () => {
  const { likeness } = likenessOf([face()], { client: undefined });
  expect((await likeness.analyze("photo")).faces).toHaveLength(1);
  await expect(likeness.verify("photo", address)).rejects.toMatchObject({
    code: "unreachable",
    detail: expect.stringContaining("endpoint"),
  });
});

test("offline verifies where it is given, with all that the host is asked", async () => {
  const verify = vi.fn(async () => ({ match: true, offline: true }));
  const { likeness, client } = likenessOf([face()], { offline: { verify } as never });
  expect(await likeness.verify("photo", { ...address, targetFmr: 1e-5 })).toMatchObject({ offline: true });
  expect(verify).toHaveBeenCalledWith(address, face().template, { targetFmr: 1e-5 });
  expect(client.verify).not.toHaveBeenCalled();
});

test("what was aborted before is not looked at; closing closes the engine", async () => {
  const { likeness, analyze, close } = likenessOf([face()]);
  await expect(likeness.analyze("photo", { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
  expect(analyze).not.toHaveBeenCalled();
  await likeness.close();
  expect(close).toHaveBeenCalledTimes(1);
});
