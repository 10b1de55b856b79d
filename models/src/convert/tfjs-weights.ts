import { readFile } from "node:fs/promises";
import path from "node:path";
import { float32Values } from "../onnx/bytes.ts";

/** A weight as tfjs stores it: plain, or as bytes with `value = q * scale + min`. */
export type Weight = PlainWeight | QuantisedWeight;

export interface PlainWeight {
  readonly kind: "float32";
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface QuantisedWeight {
  readonly kind: "uint8";
  readonly shape: readonly number[];
  readonly q: Uint8Array;
  readonly scale: number;
  readonly min: number;
}

/** The weights of one model by name; asking for one that is not there is an error that names the file. */
export interface Weights {
  readonly names: readonly string[];
  get(name: string): Weight;
}

interface ManifestEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: "float32";
  readonly quantization?: { readonly dtype: "uint8"; readonly scale: number; readonly min: number };
}

interface ManifestGroup {
  readonly paths: readonly string[];
  readonly weights: readonly ManifestEntry[];
}

/** Reads `NAME-weights_manifest.json` and the shards that it lists, which lie beside it. */
export async function readTfjsWeights(manifestFile: string): Promise<Weights> {
  const byName = new Map<string, Weight>();
  for (const group of parseManifest(await readFile(manifestFile, "utf8"), manifestFile)) {
    const files = group.paths.map((shard) => path.join(path.dirname(manifestFile), shard));
    const bytes = Buffer.concat(await Promise.all(files.map((file) => readFile(file))));
    let offset = 0;
    for (const entry of group.weights) {
      const size = count(entry.shape) * (entry.quantization === undefined ? 4 : 1);
      if (offset + size > bytes.length) {
        throw new Error(`${files.join(", ")} ends inside ${entry.name}: ${bytes.length} bytes are too few`);
      }
      byName.set(entry.name, weightOf(entry, bytes.subarray(offset, offset + size)));
      offset += size;
    }
    if (offset !== bytes.length) {
      throw new Error(
        `${files.join(", ")} holds ${bytes.length} bytes; its manifest explains only ${offset}`,
      );
    }
  }
  return {
    names: [...byName.keys()],
    get(name) {
      const weight = byName.get(name);
      if (weight === undefined) throw new Error(`${manifestFile} has no weight ${name}`);
      return weight;
    },
  };
}

function weightOf({ shape, quantization }: ManifestEntry, bytes: Uint8Array): Weight {
  if (quantization === undefined) return { kind: "float32", shape, values: float32Values(bytes) };
  // A copy, because `slice` of a Buffer shares memory where `slice` of a Uint8Array does not.
  return {
    kind: "uint8",
    shape,
    q: Uint8Array.from(bytes),
    scale: quantization.scale,
    min: quantization.min,
  };
}

function parseManifest(text: string, file: string): readonly ManifestGroup[] {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file} is not JSON`, { cause });
  }
  if (!Array.isArray(manifest) || !manifest.every(isGroup)) {
    throw new Error(`${file} is not a tfjs weights manifest of float32 weights, plain or quantised to uint8`);
  }
  return manifest;
}

function isGroup(group: Partial<ManifestGroup> | null): group is ManifestGroup {
  return (
    Array.isArray(group?.paths) &&
    group.paths.every((shard) => typeof shard === "string") &&
    Array.isArray(group.weights) &&
    group.weights.every(isEntry)
  );
}

function isEntry(entry: Partial<ManifestEntry> | null): entry is ManifestEntry {
  if (typeof entry?.name !== "string" || entry.dtype !== "float32") return false;
  if (!Array.isArray(entry.shape) || !entry.shape.every((dim) => Number.isInteger(dim) && dim >= 0))
    return false;
  const { quantization } = entry;
  if (quantization === undefined) return true;
  const { dtype, scale, min } = quantization;
  return dtype === "uint8" && Number.isFinite(scale) && Number.isFinite(min);
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}
