import { Problem } from "../core/index.ts";

/** Knows what became of a GPU: a run may end without an error although its commands were never carried out. */
export interface GpuWatch {
  readonly device: GPUDevice;
  /**
   * Nothing went wrong since the last time that this was asked.
   *
   * @throws Problem `device_lost`, `out_of_memory`, `inference_failed`
   */
  check(): void;
  /**
   * The work, or the loss of the GPU if that comes first: a run on a lost one may never end.
   *
   * @throws Problem `device_lost`
   */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
  /** After a failure: when the GPU has had the time to say that it was lost, which comes later than what it broke. */
  settled(): Promise<void>;
  /** Destroys the device. */
  close(): void;
}

/** Milliseconds in which a lost GPU has said so, after what it was doing has failed. */
const patience = 200;

export function watchGpu(device: GPUDevice): GpuWatch {
  const listeners = new Set<(problem: Problem) => void>();
  const errors: GPUError[] = [];
  let lost: Problem | undefined;

  // One listener for the device's life: a race with `device.lost` itself would keep every result until it is lost.
  void device.lost.then(({ reason, message }) => {
    lost = new Problem("device_lost", message || reason);
    for (const listener of listeners) listener(lost);
  });
  device.addEventListener("uncapturederror", ({ error }) => errors.push(error));

  async function during<Result>(work: () => Promise<Result>): Promise<Result> {
    let forget = () => {};
    const loss = new Promise<never>((_, reject) => {
      listeners.add(reject);
      forget = () => listeners.delete(reject);
    });
    try {
      return await Promise.race([work(), loss]);
    } finally {
      forget();
    }
  }

  return {
    device,
    check: () => {
      if (lost) throw lost;
      const seen = errors.splice(0);
      // What a failed command should have written still holds what was there before: zeros, or another face.
      const worst = seen.find(isMemory) ?? seen[0];
      if (worst) throw new Problem(isMemory(worst) ? "out_of_memory" : "inference_failed", worst.message, { cause: worst });
    },
    during,
    settled: () =>
      new Promise((resolve) => {
        const waited = setTimeout(settle, lost ? 0 : patience);
        listeners.add(settle);
        function settle() {
          clearTimeout(waited);
          listeners.delete(settle);
          resolve();
        }
      }),
    close: () => device.destroy(),
  };
}

const isMemory = (error: GPUError) => error.constructor.name === "GPUOutOfMemoryError";
