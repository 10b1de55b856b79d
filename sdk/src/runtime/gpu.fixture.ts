// Test support: a GPUDevice that does nothing but get lost and have errors.

export function fakeGpu() {
  const events = new EventTarget();
  let lose: (info: { reason: string; message: string }) => void = () => {};
  const lost = new Promise<{ reason: string; message: string }>((resolve) => {
    lose = resolve;
  });
  const device = Object.assign(events, { lost, destroy: () => lose({ reason: "destroyed", message: "" }) });
  return {
    device: device as unknown as GPUDevice,
    lose: (message = "the driver was reset") => lose({ reason: "unknown", message }),
    /** A command that the GPU could not carry out, whom ever it was from. */
    fail: (error: object) => events.dispatchEvent(Object.assign(new Event("uncapturederror"), { error })),
  };
}

class GPUValidationError {
  readonly message = "the buffer is too small";
}

class GPUOutOfMemoryError {
  readonly message = "createBuffer";
}

export const gpuErrors = { validation: new GPUValidationError(), memory: new GPUOutOfMemoryError() };
