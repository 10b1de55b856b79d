import { Problem } from "../../../core/index.ts";

/** What goes wrong on a device, which says so only later. */
export interface Faults {
  /**
   * Hands work to the device; what is wrong with it is for `settled` to say.
   *
   * @throws Problem `device_lost`
   */
  watch<Result>(work: () => Result): Result;
  /** @throws Problem `device_lost`, `out_of_memory`, `inference_failed`: the first that befell any work so far. */
  settled(): Promise<void>;
}

const kinds = ["validation", "out-of-memory", "internal"] as const;

/** The faults of one picture. `isLost` is asked before work is handed over and once it is done. */
export function faultsOf(device: GPUDevice, isLost: () => boolean): Faults {
  let pending: Promise<Problem | undefined>[] = [];
  const lost = () => new Problem("device_lost");

  return {
    watch: (work) => {
      if (isLost()) throw lost();
      for (const kind of kinds) device.pushErrorScope(kind);
      try {
        return work();
      } finally {
        // Each is heard at once: a fault that nobody asks for is no unhandled rejection.
        for (const _ of kinds) pending.push(device.popErrorScope().then(problemOf, lost));
      }
    },
    settled: async () => {
      const found = (await Promise.all(pending)).find((problem) => problem !== undefined);
      // A fault stays one: nothing drawn after it is to be believed either.
      pending = found ? [Promise.resolve(found)] : [];
      if (isLost()) throw lost();
      if (found) throw found;
    },
  };
}

function problemOf(error: GPUError | null): Problem | undefined {
  if (!error) return undefined;
  const code = error instanceof GPUOutOfMemoryError ? "out_of_memory" : "inference_failed";
  return new Problem(code, `drawing on the GPU: ${error.message}`);
}
