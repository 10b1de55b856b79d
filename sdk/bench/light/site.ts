import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createRequire } from "node:module";
import path from "node:path";
import { build } from "esbuild";
import { modelsDirectory } from "../../../models/src/places.ts";

const sdk = createRequire(createRequire(import.meta.url).resolve("@likeness/sdk/core"));

const folders: Readonly<Record<string, string>> = {
  models: modelsDirectory,
  wasm: path.dirname(sdk.resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm")),
};

const types: Readonly<Record<string, string>> = {
  ".mjs": "text/javascript",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

/** The page with both runtimes, the models and onnxruntime's files, from one origin. */
export async function serve(): Promise<{ readonly url: string; close(): void }> {
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, "page.ts")],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2024",
    conditions: ["onnxruntime-web-use-extern-wasm"],
    write: false,
  });
  const html = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>';

  async function content(at: string): Promise<Uint8Array | string> {
    if (at === "/") return html;
    if (at === "/page.js") return outputFiles[0]!.contents;
    const [, folder = "", name = ""] = at.split("/");
    return readFile(path.join(folders[folder]!, path.basename(name)));
  }

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, "http://site");
    content(pathname).then(
      (body) => response.setHeader("Content-Type", types[path.extname(pathname)] ?? "text/html").end(body),
      () => response.writeHead(404).end(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}
