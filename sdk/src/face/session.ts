/** Values with their shape, row-major. */
export interface Tensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** One loaded model. */
export interface Session {
  /** Tensors by name in, tensors by name out. */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>;
  /** Frees what the runtime holds for it. */
  release(): Promise<void>;
}

/** What runs ONNX models: the port whose drivers are in `node.ts` and `browser.ts`. */
export interface Runtime {
  readonly name: string;
  load(model: Uint8Array): Promise<Session>;
}
