import { act } from "react";
import { afterEach, beforeEach, expect, test, vi, type MockInstance } from "vitest";
import { Problem } from "../core/index.ts";
import type { Likeness, VerifyOptions } from "../likeness/likeness.ts";
import { seenFace } from "../likeness/seen.fixture.ts";
import { renderHook } from "./rendered.fixture.ts";
import { useVerify } from "./use-verify.ts";

let error: MockInstance;
beforeEach(() => {
  error = vi.spyOn(console, "error");
});
afterEach(() => {
  expect(error).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

type Verified = Awaited<ReturnType<Likeness<Blob>["verify"]>>;

/** A likeness whose answers the test gives. */
function answering() {
  const asked: { options: VerifyOptions; answer: (match: boolean) => void; fail: (error: unknown) => void }[] = [];
  const verify = (_source: unknown, options: VerifyOptions) =>
    new Promise<Verified>((resolve, reject) => {
      asked.push({ options, answer: (match) => resolve({ match } as Verified), fail: reject });
    });
  return { asked, likeness: { verify } as unknown as Likeness<Blob> };
}

const ada = { collection: "staff", subject: "ada" };
const bob = { collection: "staff", subject: "bob" };
const face = seenFace();

test("it answers, with the newest options, and forgets on request", async () => {
  const { asked, likeness } = answering();
  const use = (options: VerifyOptions) => useVerify(likeness, options);
  const { result, render, unmount } = await renderHook(use, { ...ada, mirror: false });
  const { verify } = result();
  await render({ ...ada, mirror: true });
  expect(result().verify).toBe(verify);
  let answered: unknown;
  await act(async () => void verify(face).then((answer) => (answered = answer)));
  expect(result().status).toBe("verifying");
  expect(asked[0]!.options).toMatchObject({ ...ada, mirror: true });
  await act(async () => asked[0]!.answer(true));
  expect(result()).toMatchObject({ status: "answered", result: { match: true } });
  expect(answered).toEqual({ match: true });
  await act(async () => result().reset());
  expect(result()).toMatchObject({ status: "idle", result: undefined });
  await unmount();
});

test("a failure is a problem, and gives nothing", async () => {
  const { asked, likeness } = answering();
  const { result, unmount } = await renderHook(() => useVerify(likeness, ada), undefined);
  await act(async () => void result().verify(face));
  await act(async () => asked[0]!.fail(new Problem("no_face")));
  expect(result()).toMatchObject({ status: "failed", problem: { code: "no_face" }, result: undefined });
  await unmount();
});

test("the newest counts, whichever is answered last", async () => {
  const { asked, likeness } = answering();
  const { result, unmount } = await renderHook(() => useVerify(likeness, ada), undefined);
  await act(async () => void result().verify(face));
  await act(async () => void result().verify(face));
  expect(asked.map(({ options }) => options.signal?.aborted)).toEqual([true, false]);
  await act(async () => asked[1]!.answer(false));
  await act(async () => asked[0]!.answer(true));
  expect(result()).toMatchObject({ status: "answered", result: { match: false } });
  await unmount();
});

test("what is known of one subject is never shown of another, not for one render", async () => {
  const { asked, likeness } = answering();
  const use = (subject: typeof ada) => [subject.subject, useVerify(likeness, subject)] as const;
  const { result, results, render, unmount } = await renderHook(use, ada);
  await act(async () => void result()[1].verify(face));
  await act(async () => asked[0]!.answer(true));
  await act(async () => void result()[1].verify(face));
  await render(bob);
  expect(asked[1]!.options.signal?.aborted).toBe(true);
  await act(async () => asked[1]!.answer(true));
  expect(results.filter(([subject]) => subject === "bob").every(([, { status }]) => status === "idle")).toBe(true);
  // Nor is what was ended still under way.
  await render(ada);
  expect(result()[1].status).toBe("idle");
  await unmount();
});

test("after the end nothing goes on, and nothing begins", async () => {
  const { asked, likeness } = answering();
  const { result, results, unmount } = await renderHook(() => useVerify(likeness, ada), undefined, { strict: true });
  await act(async () => void result().verify(face));
  await unmount();
  expect(asked[0]!.options.signal?.aborted).toBe(true);
  const renders = results.length;
  await act(async () => asked[0]!.answer(true));
  expect(await result().verify(face)).toBeUndefined();
  expect(asked).toHaveLength(1);
  expect(results).toHaveLength(renders);
});
