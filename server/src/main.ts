import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { serve } from "@hono/node-server";
import { assertModelId } from "@likeness/sdk/core";
import { createApp } from "./app.ts";
import { readConfig } from "./config.ts";
import { engineOf } from "./index/engine.ts";
import { log } from "./log.ts";
import { openStore } from "./store/store.ts";

const config = readConfig(process.env);
await Promise.all(config.cards.map(assertModelId));
mkdirSync(dirname(config.storeFile), { recursive: true });
const store = openStore(config.storeFile);
const { createIndex, engine } = engineOf(config.engine);
const app = createApp({
  ...config,
  store,
  createIndex,
  engine,
  onFailure: ({ requestId, error }) => log("failure", { requestId, error: String(error) }),
});

const server = serve({ fetch: app.fetch, hostname: config.hostname, port: config.port }, ({ port }) =>
  log("listening", { url: `http://${config.hostname}:${port}`, engine }),
);

async function stop(): Promise<void> {
  // Answers what it has begun, then leaves.
  await new Promise((closed) => server.close(closed));
  await app.close();
  store.close();
}

process.once("SIGTERM", stop);
process.once("SIGINT", stop);
