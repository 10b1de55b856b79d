import { npmFile, type NpmFile } from "../../models/src/source/npm-file.ts";

/**
 * Both peers bundle tfjs 4.22.0 without its WebAssembly, which they fetch from a CDN. The package that carries it
 * would bring all of tfjs along, so the files are taken out of its tarball.
 */
const tarball = {
  package: "@tensorflow/tfjs-backend-wasm@4.22.0",
  integrity: "sha512-/IYhReRIp4jg/wYW0OwbbJZG8ON87mbz0PgkiP3CdcACRSvUN0h8rvC0O3YcDtkTQtFWF/tcXq/KlVDyV49wmA==",
};

const files: readonly NpmFile[] = [
  {
    ...tarball,
    path: "package/dist/tfjs-backend-wasm-simd.wasm",
    sha256: "77ebb28a6d34f371dbbf2086b7f2de8994acd8ea5a3cf1fa24d2c26c840cac7b",
  },
  {
    ...tarball,
    path: "package/dist/tfjs-backend-wasm-threaded-simd.wasm",
    sha256: "c052228d4bef185c27bbe59a9e029570c78bbb9f08b3cb46b597851650373de2",
  },
];

/** By the names that tfjs asks for. */
export async function tfjsWasm(): Promise<Map<string, Uint8Array>> {
  const named = new Map<string, Uint8Array>();
  // One after the other, so that the second finds the package's files in npm's cache.
  for (const file of files) named.set(file.path.slice(file.path.lastIndexOf("/") + 1), await npmFile(file));
  return named;
}
