import { Problem } from "../core/index.ts";

export interface GpuOptions {
  readonly powerPreference?: GPUPowerPreference;
}

/** Of onnxruntime's WebGPU kernels: what they use where an adapter has it. */
const features = ["shader-f16", "subgroups"] as const satisfies GPUFeatureName[];
const limits = [
  "maxBindGroups",
  "maxBufferSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupSizeY",
  "maxComputeWorkgroupSizeZ",
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  // Of ours: a picture is one texture.
  "maxTextureDimension2D",
] as const satisfies (keyof GPUSupportedLimits)[];

/**
 * A device of our own for the sessions: we hear when it is lost, and can have another one afterwards; the one that
 * onnxruntime asks for itself is there once a page.
 *
 * @throws Problem `backend_unavailable`
 */
export async function requestGpu({ powerPreference }: GpuOptions = {}): Promise<GPUDevice> {
  const adapter = await adapterOf(powerPreference);
  if (!adapter) throw new Problem("backend_unavailable", noGpu());
  return adapter.requestDevice({
    requiredFeatures: features.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(limits.map((limit) => [limit, adapter.limits[limit]])),
  });
}

/**
 * Why WebGPU is not worth starting here, in words; undefined if it is. An adapter in software computes rightly, but
 * slower than WebAssembly does.
 */
export async function whyNotWebgpu(options: GpuOptions = {}): Promise<string | undefined> {
  const adapter = await adapterOf(options.powerPreference);
  if (!adapter) return noGpu();
  return isSoftware(adapter.info) ? `the GPU is one in software (${describe(adapter.info)})` : undefined;
}

/** Names the GPU of this device, as far as the browser tells; empty where there is none. */
export async function gpuName(options: GpuOptions = {}): Promise<string> {
  const adapter = await adapterOf(options.powerPreference);
  return adapter ? describe(adapter.info) : "";
}

async function adapterOf(powerPreference: GPUPowerPreference | undefined): Promise<GPUAdapter | null> {
  // Old browsers, and pages without TLS, have no `navigator.gpu`.
  const gpu = (globalThis.navigator as Partial<NavigatorGPU> | undefined)?.gpu;
  return (await gpu?.requestAdapter(powerPreference && { powerPreference })) ?? null;
}

const noGpu = () =>
  (globalThis.navigator as Partial<NavigatorGPU> | undefined)?.gpu
    ? "WebGPU has no adapter here"
    : "there is no WebGPU here";

const describe = ({ vendor, architecture, device, description }: GPUAdapterInfo) =>
  [vendor, architecture, device, description].filter(Boolean).join(" ");

const isSoftware = (info: GPUAdapterInfo) =>
  info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|basic render/i.test(describe(info));
