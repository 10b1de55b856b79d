import { expect, test, vi } from "vitest";
import type { DeviceSigner } from "../device/device-signer.ts";
import { ownDevice } from "./own-device.ts";

const request = { method: "GET", path: "/", tenant: "t", collection: "c", subject: "s", modelId: undefined, body: "" };

function signer() {
  const prove = vi.fn<DeviceSigner["prove"]>(async (_, nonce) => ({ kind: "key", nonce, device: "d", signature: "s" }));
  return { prove, register: vi.fn<DeviceSigner["register"]>() };
}

test("a page's own device is loaded when it is first needed, once", async () => {
  const made = signer();
  const load = vi.fn(async () => made);
  const device = ownDevice(undefined, "likeness_pk_x", load)!;
  expect(load).not.toHaveBeenCalled();
  const { signal } = new AbortController();
  await Promise.all([device.prove(request, "n-1", signal), device.register(request, "n-2", signal)]);
  expect(load).toHaveBeenCalledTimes(1);
  expect(made.prove).toHaveBeenCalledWith(request, "n-1", signal);
  expect(made.register).toHaveBeenCalledWith(request, "n-2", signal);
  expect(device.attended).toBeUndefined();
});

test("what could not be loaded is the device's trouble, and is loaded again when it is next needed", async () => {
  const load = vi.fn(async () => signer()).mockRejectedValueOnce(new TypeError("Failed to fetch"));
  const device = ownDevice(undefined, "k", load)!;
  await expect(device.prove(request, "n")).rejects.toMatchObject({ code: "device_unavailable", detail: "Failed to fetch" });
  await expect(device.prove(request, "n")).resolves.toMatchObject({ device: "d" });
});

test("a device that is given is taken as it is, and none where none is wanted", () => {
  const load = vi.fn(async () => signer());
  const given = { ...signer(), attended: true };
  expect(ownDevice(given, "k", load)).toBe(given);
  expect(ownDevice(false, "k", load)).toBeUndefined();
});

test("a secret key needs no device", () => {
  expect(ownDevice(undefined, "likeness_sk_x", async () => signer())).toBeUndefined();
});
