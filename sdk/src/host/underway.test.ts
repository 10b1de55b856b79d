import { describe, expect, test, vi } from "vitest";
import { Problem } from "../core/index.ts";
import type { Gallery, Underway } from "./gallery.ts";
import { ada, encoded, enrolled, hostOver, modelId, post, secret } from "./host.fixture.ts";
import type { Limits } from "./limits.ts";

const subject = { subject: "ada", modelId, templates: [], metadata: {}, indexed: true };
const within = (milliseconds: string) => ({ headers: { ...secret, "Likeness-Timeout": milliseconds } });

/** Never done, unless it is told to stop. */
const endless = (_: unknown, __: unknown, underway?: Underway) =>
  new Promise<never>((_, reject) => {
    const { signal } = underway!;
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });

describe("[ADM2] a call whose time is over", () => {
  test("is told so to who works on it, and to who asked", async () => {
    const onFailure = vi.fn();
    const response = await hostOver({ read: endless }, { onFailure }).request(ada, within("20"));
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({ code: "deadline_passed", detail: "it was 20 ms" });
    expect(onFailure, "that somebody did not wait is no failure").not.toHaveBeenCalled();
  });

  test("is told so whatever it has ended with by then", async () => {
    const read: Gallery["read"] = (...call) =>
      endless(...call).catch(() => {
        throw new Error("the thread was told to stop");
      });
    const response = await hostOver({ read }).request(ada, within("20"));
    expect(await response.json()).toMatchObject({ code: "deadline_passed" });
  });

  test("is not worked on, and its body changes nothing", async () => {
    const enrol = vi.fn<Gallery["enrol"]>(async () => enrolled);
    const late = new ReadableStream({
      pull: async (body) => {
        await new Promise((resolve) => setTimeout(resolve, 40));
        body.enqueue(new TextEncoder().encode(JSON.stringify({ template: encoded })));
        body.close();
      },
    });
    const init = { ...post("", { "Likeness-Timeout": "10" }), body: late, duplex: "half" } as RequestInit;
    expect((await hostOver({ enrol }).request(`${ada}/templates`, init)).status).toBe(504);
    expect(enrol).not.toHaveBeenCalled();
  });

  test("is not worked on even where nothing has noticed: the clock is asked, and not the timer alone", async () => {
    const read = vi.fn<Gallery["read"]>(async () => subject);
    const busy: Limits = {
      admit: async () => {
        // In one turn: no timer can fire.
        const until = performance.now() + 15;
        while (performance.now() < until);
        return { headers: {} };
      },
      refused: async () => {},
    };
    expect((await hostOver({ read }, { limits: busy }).request(ada, within("10"))).status).toBe(504);
    expect(read).not.toHaveBeenCalled();
  });

  test("can be seen by who lets calls in", async () => {
    const admit = vi.fn<Limits["admit"]>(async ({ signal }) => {
      await new Promise((resolve) => signal!.addEventListener("abort", resolve));
      return { headers: {}, refusal: signal!.reason as Problem };
    });
    const host = hostOver({}, { limits: { admit, refused: async () => {} } });
    expect((await host.request(ada, within("10"))).status).toBe(504);
  });
});

test("a call within its time is answered as any, and leaves no timer behind", async () => {
  vi.useFakeTimers();
  try {
    const host = hostOver({ read: async () => subject });
    expect((await host.request(ada, within("3600000"))).status).toBe(200);
    expect((await host.request(`${ada}:verify`, { ...within("1000"), method: "POST" })).status).toBe(422);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test.each(["0", "-1", "1.5", "1e3", "3600001", "10ms", "", " ", "9".repeat(40)])(
  "a time of %j is none, and that is told to those alone who are let in",
  async (given) => {
    const host = hostOver({ read: async () => subject });
    const response = await host.request(ada, within(given));
    const detail = expect.stringMatching(/^Likeness-Timeout/);
    expect(await response.json()).toMatchObject({ code: "invalid_request", detail });
    const stranger = await host.request(ada, { headers: { "Likeness-Timeout": given } });
    expect(await stranger.json()).toMatchObject({ code: "key_missing" });
  },
);

describe("a caller who goes away", () => {
  test.each([
    ["an error", new Error("left the page")],
    // As runtimes give them.
    ["a text", "Client connection prematurely closed."],
  ])("is noticed by who works for them, by %s", async (_, reason) => {
    const left = new AbortController();
    const onFailure = vi.fn();
    const onAnswer = vi.fn();
    const request = new Request(`http://host.test${ada}`, { headers: secret, signal: left.signal });
    const answer = hostOver({ read: endless }, { onFailure, onAnswer }).fetch(request);
    await new Promise((resolve) => setTimeout(resolve, 5));
    left.abort(reason);
    expect((await answer).status).toBe(504);
    expect(onFailure).not.toHaveBeenCalled();
    expect(onAnswer.mock.lastCall?.[0]).toMatchObject({ code: "deadline_passed" });
  });

  test("is noticed where a time was given, too", async () => {
    const left = new AbortController();
    const headers = { ...secret, "Likeness-Timeout": "60000" };
    const request = new Request(`http://host.test${ada}`, { headers, signal: left.signal });
    const answer = hostOver({ read: endless }).fetch(request);
    await new Promise((resolve) => setTimeout(resolve, 5));
    left.abort();
    expect((await answer).status).toBe(504);
  });
});
