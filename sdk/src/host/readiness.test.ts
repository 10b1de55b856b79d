import { describe, expect, test, vi } from "vitest";
import { Problem } from "../core/index.ts";
import { hostOver } from "./host.fixture.ts";

describe("whether a host is ready", () => {
  test("is told to anybody; one that says nothing always is", async () => {
    for (const options of [{}, { readiness: () => undefined }, { readiness: async () => undefined }]) {
      const response = await hostOver({}, options).request("/v1/ready");
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ status: "ready", service: "server" });
    }
  });

  test("is asked anew each time, and is no failure while it is not", async () => {
    const onFailure = vi.fn();
    const onAnswer = vi.fn();
    const states = [new Problem("overloaded", "indexes are being loaded", { retryAfter: 3 }), undefined];
    const host = hostOver({}, { readiness: () => states.shift(), onFailure, onAnswer });
    const response = await host.request("/v1/ready");
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("3");
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ code: "overloaded", detail: "indexes are being loaded" });
    expect(onAnswer.mock.lastCall?.[0]).toMatchObject({ operation: "ready", status: 503, code: "overloaded" });
    expect(onFailure).not.toHaveBeenCalled();
    expect((await host.request("/v1/ready")).status).toBe(200);
  });

  test("cannot be known is a failure", async () => {
    const onFailure = vi.fn();
    const readiness = () => Promise.reject(new Error("no such table"));
    expect((await hostOver({}, { readiness, onFailure }).request("/v1/ready")).status).toBe(500);
    expect(onFailure).toHaveBeenCalledOnce();
  });
});

test("health says what searches, and what it was built as", async () => {
  const build = { faiss: "1.7.3 avx2", kernels: "avx2" };
  const response = await hostOver({}, { engine: "scan", build }).request("/v1/health");
  expect(await response.json()).toMatchObject({ engine: "scan", build });
});
