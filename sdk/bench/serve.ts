import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createRequire } from "node:module";
import path from "node:path";
import { cardsDirectory, modelsDirectory } from "../../models/src/places.ts";
import type { Contender } from "./contenders.ts";
import { buildScripts } from "./pages.ts";
import { faceApiDirectory, onePerson } from "./picture.ts";
import { tfjsWasm } from "./tfjs-wasm.ts";

/** What was sent, as it lies on disk. */
export interface Sent {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface Site {
  /** A contender's page; cross-origin isolated where threads need it, unless told. */
  url(contender: Contender, threads: number, how?: { isolated?: boolean; query?: string }): string;
  /** Pictures that pages may ask for by `/pictures/NAME`. */
  readonly pictures: Map<string, Uint8Array>;
  /** Every answer so far; to be emptied by who reads it. */
  readonly sent: Sent[];
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".jpg": "image/jpeg",
  ".png": "image/png",
};

const { resolve } = createRequire(import.meta.url);
const humanDirectory = path.dirname(path.dirname(resolve("@vladmandic/human")));
const onnxruntimeDirectory = path.dirname(
  createRequire(resolve("@likeness/sdk/core")).resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm"),
);

/**
 * Everything that the pages need, from one origin and out of memory once read. Pages for more than one thread are
 * cross-origin isolated, which threads need; the others are not, as most of the web is not.
 */
export async function serve(): Promise<Site> {
  const { pages, worker } = await buildScripts();
  const pictures = new Map<string, Uint8Array>();
  const sent: Sent[] = [];
  const inMemory: Readonly<Record<string, ReadonlyMap<string, Uint8Array>>> = { pages, pictures, likeness: worker };
  // Ours as `likeness assets` lays it out.
  const onDisk: Readonly<Record<string, readonly string[]>> = {
    "likeness/models": [cardsDirectory, modelsDirectory],
    "likeness/wasm": [onnxruntimeDirectory],
    human: [path.join(humanDirectory, "models")],
    "face-api": [path.join(faceApiDirectory, "model")],
  };
  let fetched: Promise<Map<string, Uint8Array>> | undefined;
  const tfjs = () => (fetched ??= tfjsWasm());
  const read = new Map<string, Uint8Array>([["picture.jpg", await onePerson()]]);

  async function content(at: string): Promise<Uint8Array | undefined> {
    const known = read.get(at);
    if (known) return known;
    const page = /^(alone|isolated)\/(\w[\w-]*)\/$/.exec(at)?.[2];
    if (page) return Buffer.from(html(page));
    const [folder, name] = [path.posix.dirname(at), path.posix.basename(at)];
    // Only here, so that who measures no peer needs no registry.
    const held = folder === "tfjs" ? (await tfjs()).get(name) : inMemory[folder]?.get(name);
    if (held) return held;
    for (const directory of onDisk[folder] ?? []) {
      const bytes = await readFile(path.join(directory, name)).catch(() => undefined);
      if (bytes) read.set(at, bytes);
      if (bytes) return bytes;
    }
    return undefined;
  }

  async function answer(url: URL, response: ServerResponse): Promise<void> {
    const at = url.pathname.slice(1);
    const bytes = await content(at);
    if (!bytes) {
      response.writeHead(404).end();
      return;
    }
    sent.push({ path: at, bytes });
    response.writeHead(200, {
      "Content-Type": types[path.extname(at.endsWith("/") ? "index.html" : at)] ?? "application/octet-stream",
      "Content-Length": bytes.length,
      "Cache-Control": "max-age=3600",
      ...(!at.startsWith("alone/") && {
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
      }),
    });
    response.end(bytes);
  }

  const server = createServer((request, response) => {
    answer(new URL(request.url!, "http://site"), response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    pictures,
    sent,
    url: ({ script, variant }, threads, { isolated = threads > 1, query = "" } = {}) => {
      const directory = isolated ? "isolated" : "alone";
      return `http://127.0.0.1:${port}/${directory}/${script}/?threads=${threads}&variant=${variant}&${query}`;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function html(script: string): string {
  return `<!doctype html><meta charset="utf-8"><title>${script}</title><link rel="icon" href="data:,"><script type="module" src="/pages/${script}.js"></script>`;
}
