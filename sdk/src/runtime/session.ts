/** Values with their shape, row-major, in the program's own memory. */
export interface Tensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** Values that lie in the memory of the device which runs the model, float32, row-major. */
export interface DeviceTensor {
  readonly buffer: GPUBuffer;
  readonly shape: readonly number[];
}

/** One loaded model. */
export interface Session {
  /**
   * Tensors by name in, tensors by name out. What went in may be changed or freed once this is settled; what came
   * out belongs to the caller.
   *
   * Runs that are asked for side by side are done one after the other. No value that comes out is NaN or infinite.
   *
   * @throws Problem `inference_failed`, `device_lost`, `out_of_memory`, `closed`
   */
  run(inputs: Readonly<Record<string, Tensor | DeviceTensor>>): Promise<Record<string, Tensor>>;
  /** Frees what the runtime holds for it, once the runs that were asked for before are done. */
  release(): Promise<void>;
}

export const backends = ["webgpu", "wasm", "light", "node", "react-native"] as const;
export type Backend = (typeof backends)[number];

/** What runs ONNX models: the port whose drivers are the files of this room named for a backend. */
export interface Runtime {
  /** For people: which build of onnxruntime, with which settings. */
  readonly name: string;
  readonly backend: Backend;
  /**
   * Gets ready to load models, which loading does too: its own files come down while those of the models do.
   *
   * @throws Problem `backend_unavailable`, `device_lost`, `out_of_memory`, `closed`
   */
  start?(): Promise<void>;
  /**
   * @throws Problem `inference_failed`, `backend_unavailable`, `device_lost`, `out_of_memory`, `closed`
   */
  load(model: Uint8Array): Promise<Session>;
  /** The GPU that its sessions run on, once it is started; where there is none, inputs are in memory. */
  readonly device?: () => GPUDevice | undefined;
  /** Gives the GPU back, if it has one. Sessions are released before. */
  close?(): Promise<void>;
}
