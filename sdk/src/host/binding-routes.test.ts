import { describe, expect, test, vi } from "vitest";
import { proofHeader, type Device } from "../contract/index.ts";
import { Problem } from "../core/index.ts";
import { writeProof, type Proof } from "../device/proof.ts";
import type { Binding } from "./binding.ts";
import { ada, address, bearer, callers, hostOver, secret } from "./host.fixture.ts";

const proof: Proof = { kind: "key", nonce: "n-1", device: "d-1", signature: "A".repeat(86) };
const device: Device = { device: "d-1", kind: "key", label: "phone", addedAt: "2026-01-01T00:00:00.000Z", version: "v-2" };
const page = callers["k-page"];
const publishable = bearer("k-page");
const proved = { ...publishable, [proofHeader]: writeProof(proof) };

const hostWith = (binding: Partial<Binding>) => hostOver({}, { binding: binding as Binding });

describe("a host that binds devices", () => {
  test("gives challenges, to be kept by no cache", async () => {
    const given = { nonce: "n-1", tenant: "acme", expiresAt: "2026-01-01T00:01:00.000Z" };
    const challenge = vi.fn<Binding["challenge"]>(async () => given);
    const response = await hostWith({ challenge }).request(`${ada}/challenges`, { method: "POST", headers: publishable });
    expect(response.status).toBe(201);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual(given);
    expect(challenge).toHaveBeenCalledExactlyOnceWith(page, address);
  });

  test("lists devices to who proves the request", async () => {
    const devices = vi.fn<Binding["devices"]>(async () => ({ devices: [device] }));
    const response = await hostWith({ devices }).request(`${ada}/devices`, { headers: proved });
    expect(await response.json()).toEqual({ devices: [device] });
    const evidence = expect.objectContaining({ proof, request: expect.objectContaining({ path: `${ada}/devices` }) });
    expect(devices).toHaveBeenCalledExactlyOnceWith(page, address, evidence);
  });

  test("adds a device, and tells the subject's new version in ETag too", async () => {
    const addDevice = vi.fn<Binding["addDevice"]>(async () => device);
    const response = await hostWith({ addDevice }).request(`${ada}/devices`, { method: "POST", headers: proved });
    expect(response.status).toBe(201);
    expect(response.headers.get("etag")).toBe('"v-2"');
    expect(await response.json()).toEqual(device);
    expect(addDevice).toHaveBeenCalledExactlyOnceWith(page, address, expect.objectContaining({ proof }));
  });

  test("revokes the device that the path names", async () => {
    const revokeDevice = vi.fn<Binding["revokeDevice"]>(async () => ({ device: "d-2", devices: 1 }));
    const response = await hostWith({ revokeDevice }).request(`${ada}/devices/d-2`, { method: "DELETE", headers: proved });
    expect(await response.json()).toEqual({ device: "d-2", devices: 1 });
    expect(revokeDevice).toHaveBeenCalledExactlyOnceWith(page, address, "d-2", expect.objectContaining({ proof }));
  });

  test.each(["d.2", "d%2F2", "d:2", "%", "d".repeat(401)])("knows no device called %s", async (name) => {
    const response = await hostWith({}).request(`${ada}/devices/${name}`, { method: "DELETE", headers: proved });
    expect(await response.json()).toMatchObject({ code: "invalid_request", detail: expect.stringMatching(/^device: /) });
  });

  test("enables a subject for a secret key", async () => {
    const enable = vi.fn<Binding["enable"]>(async () => ({ subject: "ada" }));
    const response = await hostWith({ enable }).request(`${ada}:enable`, { method: "POST", headers: secret });
    expect(await response.json()).toEqual({ subject: "ada" });
    expect(enable).toHaveBeenCalledExactlyOnceWith(callers["k-secret"], address);
  });

  test("gives the audit log a page at a time", async () => {
    const auditLog = vi.fn<Binding["auditLog"]>(async () => ({ entries: [], head: "a.b.c" }));
    const host = hostWith({ auditLog });
    await host.request(`${ada}/audit-log`, { headers: secret });
    await host.request(`${ada}/audit-log?cursor=7&limit=2`, { headers: secret });
    expect(auditLog.mock.calls).toEqual([
      [callers["k-secret"], address, { after: 0, limit: 50 }],
      [callers["k-secret"], address, { after: 7, limit: 2 }],
    ]);
  });

  test.each(["limit=0", "limit=101", "limit=", "limit=x", "cursor=-1", "cursor=1&cursor=2", "cursor=", "limit=1.5"])(
    "gives no page of ?%s",
    async (query) => {
      const response = await hostWith({}).request(`${ada}/audit-log?${query}`, { headers: secret });
      expect(await response.json()).toMatchObject({ code: "invalid_request", status: 422 });
    },
  );

  test("answers what it refuses with the time to wait", async () => {
    const devices = async () => Promise.reject(new Problem("attempts_delayed", undefined, { retryAfter: 29.2 }));
    const response = await hostWith({ devices }).request(`${ada}/devices`, { headers: proved });
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("30");
  });
});

test.each([
  ["POST", "/challenges"],
  ["GET", "/devices"],
  ["POST", "/devices"],
  ["DELETE", "/devices/d-1"],
  ["POST", ":enable"],
  ["GET", "/audit-log"],
])("a host that binds none has no %s %s", async (method, path) => {
  const response = await hostOver().request(ada + path, { method, headers: secret });
  expect(await response.json()).toMatchObject({ code: "not_found", status: 404 });
});
