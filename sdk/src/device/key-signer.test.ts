import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { fromBase64Url } from "../core/index.ts";
import { indexedDbStore } from "../template/store/indexed-db.ts";
import { memoryStore } from "../template/store/memory.ts";
import { deviceKey } from "./device-key.ts";
import { keySigner } from "./key-signer.ts";
import { readProof, writeProof, type KeyProof } from "./proof.ts";
import { thumbprintOf } from "./public-jwk.ts";
import { statementOf, type ProvedRequest } from "./statement.ts";

const request: ProvedRequest = {
  method: "POST",
  path: "/v1/collections/staff/subjects/ada:verify",
  tenant: "acme",
  collection: "staff",
  subject: "ada",
  modelId: "fixture@1",
  body: "digest",
};

let name: string;
beforeEach(() => {
  name = crypto.randomUUID();
});

test("[PRF1] the statement is signed by the key that the device was registered with", async () => {
  const signer = keySigner(indexedDbStore(name), { label: "a phone" });
  const registered = await signer.register(request, "n-1");
  const proof = await signer.prove(request, "n-2");
  if (registered.kind !== "key" || proof.kind !== "key") throw new Error("a key signs");
  expect(registered).toMatchObject({ nonce: "n-1", label: "a phone" });
  const device = await thumbprintOf(registered.publicKey);
  expect(proof).toEqual({ kind: "key", nonce: "n-2", device, signature: expect.any(String) });

  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("jwk", { ...registered.publicKey }, algorithm, false, ["verify"]);
  const holds = (nonce: string, { signature }: { signature: string }) =>
    crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, fromBase64Url(signature), statementOf(request, nonce));
  expect(await holds("n-1", registered)).toBe(true);
  expect(await holds("n-2", proof)).toBe(true);
  expect(await holds("n-1", proof)).toBe(false);
});

test("[DEV1] whoever opens the store again, at once or later, is the same device; another store is another", async () => {
  const deviceOf = async (store = indexedDbStore(name)) => ((await keySigner(store).prove(request, "n")) as KeyProof).device;
  const [one, other] = await Promise.all([deviceOf(), deviceOf()]);
  expect(other).toBe(one);
  expect(await deviceOf()).toBe(one);
  expect(await deviceOf(memoryStore())).not.toBe(one);
});

test("it is the device that verifies offline", async () => {
  const store = indexedDbStore(name);
  const { device } = (await keySigner(store).prove(request, "n")) as KeyProof;
  expect((await deviceKey(store)).thumbprint).toBe(device);
});

test("a label that nobody gave is not there", async () => {
  expect(await keySigner(memoryStore()).register(request, "n")).not.toHaveProperty("label");
});

describe("[DEV1] a store that cannot be used", () => {
  test("is the device's trouble, and is tried again", async () => {
    const signer = keySigner(indexedDbStore(name));
    const opening = vi.spyOn(indexedDB, "open").mockImplementation(() => {
      throw new DOMException("private browsing", "SecurityError");
    });
    await expect(signer.prove(request, "n")).rejects.toMatchObject({
      code: "device_unavailable",
      detail: expect.stringContaining("private browsing"),
    });
    opening.mockRestore();
    await expect(signer.prove(request, "n")).resolves.toMatchObject({ kind: "key" });
  });

  test("because its key is no use any more is the device's trouble too", async () => {
    const store = memoryStore();
    const signer = keySigner(store);
    await signer.prove(request, "n");
    const signing = vi.spyOn(crypto.subtle, "sign").mockRejectedValue(new DOMException("gone", "OperationError"));
    await expect(signer.prove(request, "n")).rejects.toMatchObject({ code: "device_unavailable", detail: "gone" });
    signing.mockRestore();
  });
});

test("a proof is read as it was written, and what is none is none", async () => {
  const proof = await keySigner(memoryStore()).prove(request, "n");
  expect(readProof(writeProof(proof))).toEqual(proof);
  for (const text of ["", "e30x", "é", "_w"]) expect(readProof(text)).toBeUndefined();
});
