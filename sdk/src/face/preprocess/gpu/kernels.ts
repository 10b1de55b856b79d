import { drawing, halving } from "./wgsl.ts";

/** The compiled kernels of one device. */
export interface Kernels {
  readonly halve: GPUComputePipeline;
  readonly toTensor: GPUComputePipeline;
  readonly toPictures: GPUComputePipeline;
}

/** Pixels of a workgroup's side; in `wgsl.ts` too. */
const side = 8;

const compiled = new WeakMap<GPUDevice, Kernels>();

/** Compiled once for each device; rejects as `createComputePipelineAsync` does. */
export async function kernelsOf(device: GPUDevice): Promise<Kernels> {
  const kernels = compiled.get(device) ?? (await compile(device));
  compiled.set(device, kernels);
  return kernels;
}

async function compile(device: GPUDevice): Promise<Kernels> {
  const halver = device.createShaderModule({ label: "halving", code: halving });
  const drawer = device.createShaderModule({ label: "drawing", code: drawing });
  const pipeline = (module: GPUShaderModule, entryPoint: string) =>
    device.createComputePipelineAsync({ label: entryPoint, layout: "auto", compute: { module, entryPoint } });
  const [halve, toTensor, toPictures] = await Promise.all([
    pipeline(halver, "halve"),
    pipeline(drawer, "toTensor"),
    pipeline(drawer, "toPictures"),
  ]);
  return { halve, toTensor, toPictures };
}

/** One run of a kernel over `width` x `height` x `depth` threads; resources by binding. */
export function dispatch(
  device: GPUDevice,
  pass: GPUComputePassEncoder,
  pipeline: GPUComputePipeline,
  resources: readonly GPUBindingResource[],
  [width, height, depth = 1]: readonly [width: number, height: number, depth?: number],
): void {
  const entries = resources.map((resource, binding) => ({ binding, resource }));
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(Math.ceil(width / side), Math.ceil(height / side), depth);
}
