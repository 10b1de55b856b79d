import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { faultsOf } from "./faults.ts";

class OutOfMemory {
  readonly message = "no room";
}

beforeEach(() => vi.stubGlobal("GPUOutOfMemoryError", OutOfMemory));
afterEach(() => vi.unstubAllGlobals());

/** A device whose scopes find what was put into `errors` when each is closed. */
function fakeDevice(...errors: unknown[]) {
  const open: string[] = [];
  const device = {
    pushErrorScope: (kind: string) => void open.push(kind),
    popErrorScope: async () => {
      open.pop();
      const error = errors.shift() ?? null;
      if (error instanceof Error) throw error;
      return error;
    },
  };
  return { device: device as unknown as GPUDevice, open };
}

test("work that was in order settles, and every scope that was opened is closed", async () => {
  const { device, open } = fakeDevice();
  const faults = faultsOf(device, () => false);
  expect(faults.watch(() => open.length)).toBe(3);
  await faults.settled();
  expect(open).toEqual([]);
});

test("scopes are closed when the work throws", () => {
  const { device, open } = fakeDevice();
  const faults = faultsOf(device, () => false);
  expect(() =>
    faults.watch(() => {
      throw new TypeError("mine");
    }),
  ).toThrow(TypeError);
  expect(open).toEqual([]);
});

test.each([
  [new OutOfMemory(), "out_of_memory"],
  [{ message: "wrong size" }, "inference_failed"],
  [new Error("the instance is gone"), "device_lost"],
])("%o is %s, again and again", async (error, code) => {
  const faults = faultsOf(fakeDevice(null, error).device, () => false);
  faults.watch(() => {});
  faults.watch(() => {});
  await expect(faults.settled()).rejects.toMatchObject({ code });
  await expect(faults.settled()).rejects.toMatchObject({ code });
});

test("a lost device takes no work, and what was under way is not believed", async () => {
  let isLost = false;
  const faults = faultsOf(fakeDevice().device, () => isLost);
  faults.watch(() => {});
  isLost = true;
  await expect(faults.settled()).rejects.toMatchObject({ code: "device_lost" });
  expect(() => faults.watch(() => {})).toThrow(expect.objectContaining({ code: "device_lost" }));
});
