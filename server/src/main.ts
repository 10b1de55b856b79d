import { mkdirSync } from "node:fs";
import type { Server } from "node:http";
import { enableCompileCache } from "node:module";
import { dirname, resolve } from "node:path";
import { serve } from "@hono/node-server";
import { assertModelId } from "@likeness/sdk/core";
import { createApp } from "./app.ts";
import { readConfig } from "./config.ts";
import { engineOf } from "./index/engine.ts";
import { openSnapshots } from "./index/snapshots/snapshots.ts";
import { log } from "./log.ts";
import { admission, defaultAdmission } from "./operations/admission.ts";
import { leaving } from "./operations/leaving.ts";
import { serveMetrics } from "./operations/metrics-server.ts";
import { metrics } from "./operations/metrics.ts";
import { noTraces } from "./operations/traces.ts";
import { openStore, type Store } from "./store/store.ts";

async function main(): Promise<void> {
  const config = readConfig(process.env);
  await Promise.all(config.cards.map(assertModelId));
  const engine = engineOf(config.engine, config);
  const storeFile = resolve(config.storeFile);
  const store = open(storeFile);
  if (store.soundness !== "sound") log(`store ${store.soundness}`, { store: storeFile, hint: "likeness-server check" });
  const onRefused = (file: string, reason: string) => log("snapshot refused", { file, reason });
  const snapshots = engine.files && openSnapshots({ folder: `${storeFile}.indexes`, files: engine.files, onRefused });
  await snapshots?.sweep();

  const limits = admission(defaultAdmission);
  const departure = leaving();
  // Loaded only where somebody asks for them.
  const traces = process.env["OTEL_EXPORTER_OTLP_ENDPOINT"]
    ? (await import("./operations/otlp-traces.ts")).otlpTraces()
    : noTraces;
  const app = createApp({
    ...config,
    store,
    engine,
    snapshots,
    limits,
    traces,
    readiness: departure.problem,
    onFailure: ({ requestId, error }) => log("failure", { requestId, error: String(error) }),
    onAnswer: (answered) => measured.answered(answered),
    onIndexEvent: ({ event, ...fields }) =>
      log(`index ${event}`, "error" in fields ? { ...fields, error: String(fields.error) } : fields),
  });
  const measured = metrics({ statuses: app.statuses, gates: limits.gates });
  const observed = config.metrics && (await serveMetrics(measured, config.metrics));

  const server = serve({ fetch: app.fetch, hostname: config.hostname, port: config.port }, ({ port }) =>
    log("listening", {
      url: `http://${config.hostname}:${port}`,
      engine: engine.engine,
      ...engine.build,
      store: storeFile,
    }),
  ) as Server;
  server.on("error", fail);
  app.warm().then(() => log("ready", { spaces: app.statuses().length }), fail);
  const tending = setInterval(() => void app.tend(), config.tendSeconds * 1_000);

  async function stop(): Promise<void> {
    clearInterval(tending);
    await departure.leave(server, config.graceSeconds);
    observed?.close();
    await app.save();
    await app.close();
    store.close();
    await traces.close();
  }
  process.once("SIGTERM", () => void stop().catch(fail));
  process.once("SIGINT", () => void stop().catch(fail));
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
// What was compiled once is read the next time: a third of a start.
enableCompileCache();
main().catch(fail);
