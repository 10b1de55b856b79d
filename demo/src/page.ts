import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { Server } from "node:http";
import { basename, join, relative } from "node:path";
import { serve } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { build } from "vite";
import { createBackend } from "./backend.ts";
import { cards, groupPictures, onnxruntime, root, weights } from "./places.ts";

export interface PageOptions {
  readonly port: number;
  /** The edge worker, a secret key for it, and the publishable one that the page has. */
  readonly endpoint: string;
  readonly key: string;
  readonly pageKey: string;
}

const collection = "demo";

const page = join(root, "demo/dist");

/** Bundles the demo page. */
export async function buildPage(): Promise<void> {
  await build({ root: join(root, "demo/page"), logLevel: "warn" });
}

/** Serves the demo page with the models, the group pictures and what it must know. */
export async function servePage({ port, endpoint, key, pageKey }: PageOptions): Promise<{ close(): Promise<void> }> {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    // Cross-origin isolation: without it WebAssembly has no threads.
    c.header("Cross-Origin-Opener-Policy", "same-origin");
    c.header("Cross-Origin-Embedder-Policy", "require-corp");
  });
  app.get("/config.json", (c) =>
    c.json({
      endpoint,
      key: pageKey,
      collection,
      samples: groupPictures.map((file) => `/samples/${basename(file)}`),
    }),
  );
  app.get("/samples/:name", async (c) => {
    const file = groupPictures.find((one) => basename(one) === c.req.param("name"));
    if (!file) return c.notFound();
    return c.body(await readFile(file), 200, { "Content-Type": "image/jpeg" });
  });
  app.route("/backend", createBackend({ endpoint, key, collection }));
  // As `likeness assets` lays them out: cards and weights side by side, and onnxruntime's files for who asks for it.
  app.use("/likeness/models/*", folder("/likeness/models", cards), folder("/likeness/models", weights));
  app.use("/likeness/wasm/*", folder("/likeness/wasm", onnxruntime));
  app.use("*", folder("", page));

  const server = serve({ fetch: app.fetch, port, hostname: "127.0.0.1" }) as Server;
  await once(server, "listening");
  return {
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function folder(prefix: string, directory: string) {
  return serveStatic({
    root: relative(process.cwd(), directory) || ".",
    rewriteRequestPath: (path) => path.slice(prefix.length),
  });
}
