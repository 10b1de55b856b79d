import { expect, test, vi } from "vitest";
import { passkeySigner } from "./passkey-signer.ts";

const request = { method: "GET", path: "/", tenant: "t", collection: "c", subject: "s", modelId: undefined, body: "" };

test("where there is no WebAuthn, that is said", async () => {
  const signer = passkeySigner({ name: "These tests" });
  for (const navigator of [undefined, {}]) {
    vi.stubGlobal("navigator", navigator);
    await expect(signer.prove(request, "n")).rejects.toMatchObject({
      code: "device_unavailable",
      detail: expect.stringContaining("no WebAuthn"),
    });
  }
  vi.unstubAllGlobals();
});

test("an authenticator that gives nothing is said to", async () => {
  vi.stubGlobal("navigator", { credentials: { get: async () => null } });
  await expect(passkeySigner({ name: "These tests" }).prove(request, "n")).rejects.toMatchObject({
    code: "device_unavailable",
  });
  vi.unstubAllGlobals();
});
