// TypeScript's own declarations of the DOM leave them out.
declare const GPUBufferUsage: Record<"MAP_READ" | "COPY_DST", GPUFlagsConstant>;
declare const GPUMapMode: Record<"READ", GPUFlagsConstant>;

export async function openDevice(): Promise<GPUDevice> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) throw new Error("this Chromium has no WebGPU: it needs --enable-unsafe-webgpu");
  return adapter.requestDevice();
}

/** The first numbers of a buffer. */
export async function readBuffer(device: GPUDevice, buffer: GPUBuffer, length: number): Promise<Float32Array> {
  const copy = device.createBuffer({ size: length * 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, copy, 0, length * 4);
  device.queue.submit([encoder.finish()]);
  await copy.mapAsync(GPUMapMode.READ);
  const values = new Float32Array(copy.getMappedRange()).slice();
  copy.destroy();
  return values;
}
