import { mkdirSync } from "node:fs";
import type { Server } from "node:http";
import { dirname, resolve } from "node:path";
import { serve } from "@hono/node-server";
import { assertModelId } from "@likeness/sdk/core";
import { createApp } from "./app.ts";
import { readConfig } from "./config.ts";
import { engineOf } from "./index/engine.ts";
import { openSnapshots } from "./index/snapshots/snapshots.ts";
import { log } from "./log.ts";
import { openStore, type Store } from "./store/store.ts";

/** Milliseconds that requests under way have to end in when the server is told to stop. */
const grace = 5_000;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  await Promise.all(config.cards.map(assertModelId));
  const engine = engineOf(config.engine);
  const store = open(resolve(config.storeFile));
  const onRefused = (file: string, reason: string) => log("snapshot refused", { file, reason });
  const snapshots =
    engine.files && openSnapshots({ folder: `${resolve(config.storeFile)}.indexes`, files: engine.files, onRefused });
  const app = createApp({
    ...config,
    store,
    engine,
    snapshots,
    onFailure: ({ requestId, error }) => log("failure", { requestId, error: String(error) }),
  });

  const server = serve({ fetch: app.fetch, hostname: config.hostname, port: config.port }, ({ port }) =>
    log("listening", {
      url: `http://${config.hostname}:${port}`,
      engine: engine.engine,
      store: resolve(config.storeFile),
    }),
  ) as Server;
  server.on("error", fail);
  app.warm().catch(fail);

  /** Answers what it has begun, then leaves. */
  async function stop(): Promise<void> {
    const late = setTimeout(() => server.closeAllConnections(), grace);
    await new Promise((closed) => server.close(closed));
    clearTimeout(late);
    await app.save();
    await app.close();
    store.close();
  }
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

function open(file: string): Store {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    return openStore(file);
  } catch (cause) {
    const reason = (cause as Error).message;
    const hint = reason.includes("locked") ? "; another server has it open" : "";
    throw new Error(`the store ${file} cannot be opened: ${reason}${hint}`, { cause });
  }
}

/** For an operator: what is wrong, not where in the code it was noticed. */
function fail(error: Error): void {
  console.error(error.message);
  process.exit(1);
}

// What the store writes is for this user alone.
process.umask(0o077);
main().catch(fail);
