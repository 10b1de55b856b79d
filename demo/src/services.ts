import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import getPort, { portNumbers } from "get-port";
import { sha256Hex } from "@likeness/sdk/core";
import { failure, ready, startChild, type Child } from "./child.ts";
import { lockDirectory } from "./lock-directory.ts";
import { cards, root, state } from "./places.ts";

/** The edge worker with the server behind it, both running. */
export interface Services {
  /** Where they listen. */
  readonly edge: string;
  readonly server: string;
  /** For the edge worker, and one for the server; both see scores. */
  readonly key: string;
  readonly serverKey: string;
  /** Rejects when one of them ends that was not told to. */
  readonly failed: Promise<never>;
  stopServer(): Promise<void>;
  /** Starts the server again, where it was and on what it has stored. */
  restartServer(): Promise<void>;
  stop(): Promise<void>;
}

export interface ServicesOptions {
  /** Where both keep what they store. */
  readonly directory?: string;
  /** The page's origin. */
  readonly origin: string;
  /** Stops what has been started so far. */
  readonly signal?: AbortSignal;
}

const tenant = "demo";

/** The server on Node and the worker in workerd (`wrangler dev`, local), as they are deployed. */
export async function startServices({ directory = state, origin, signal }: ServicesOptions): Promise<Services> {
  // It will hold templates: for this user alone.
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const unlock = await lockDirectory(directory);
  const [key, serverKey] = [newKey(), newKey()];
  const serverPort = await getPort({ port: portNumbers(8788, 8887), host: "127.0.0.1" });
  const edgePort = await getPort({ port: portNumbers(8787, 8887), host: "127.0.0.1", exclude: [serverPort] });
  const server = `http://127.0.0.1:${serverPort}`;
  const edge = `http://127.0.0.1:${edgePort}`;

  const link = { id: "demo", secret: newKey() };
  const serverSecrets = {
    LIKENESS_KEYS: await keyRing(serverKey),
    LIKENESS_LINKS: JSON.stringify({ [link.id]: { tenant, secret: link.secret } }),
  };
  const runServer = () => startServer(serverPort, join(directory, "server.sqlite"), serverSecrets);
  let serverProcess = runServer();
  const bindings = join(directory, "edge.env");
  await writeFile(
    bindings,
    dotenv({
      KEYS: await keyRing(key),
      ORIGINS: origin,
      REMOTE_URL: server,
      REMOTE_KEYS: JSON.stringify({ [tenant]: link }),
    }),
    { mode: 0o600 },
  );
  const edgeProcess = await startEdge(edgePort, join(directory, "edge"), bindings);

  const stop = async () => {
    await Promise.all([edgeProcess.stop(), serverProcess.stop()]);
    await unlock();
  };
  try {
    await Promise.all([ready(serverProcess, server, signal), ready(edgeProcess, edge, signal)]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    edge,
    server,
    key,
    serverKey,
    failed: quiet(Promise.race([failure(serverProcess), failure(edgeProcess)])),
    stopServer: () => serverProcess.stop(),
    restartServer: async () => {
      serverProcess = runServer();
      await ready(serverProcess, server);
    },
    stop,
  };
}

/** Whoever does not wait for it need not catch it. */
function quiet(failed: Promise<never>): Promise<never> {
  failed.catch(() => {});
  return failed;
}

function startServer(port: number, file: string, secrets: Record<string, string>): Child {
  return startChild("server", process.execPath, ["server/src/main.ts"], {
    LIKENESS_PORT: String(port),
    LIKENESS_DATA: file,
    ...secrets,
    LIKENESS_CARDS: join(cards, "dlib-resnet.json"),
  });
}

async function startEdge(port: number, directory: string, bindings: string): Promise<Child> {
  const inspector = await getPort({ port: portNumbers(9229, 9329), host: "127.0.0.1" });
  return startChild(
    "edge worker",
    process.execPath,
    [
      join(root, "node_modules/wrangler/bin/wrangler.js"),
      "dev",
      "--ip=127.0.0.1",
      `--port=${port}`,
      `--inspector-port=${inspector}`,
      `--env-file=${bindings}`,
      `--persist-to=${directory}`,
      "--show-interactive-dev-session=false",
    ],
    { WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false", FORCE_COLOR: "0" },
  );
}

/** A new key for each run: nothing secret is kept, and no key is in the project. */
function newKey(): string {
  return randomBytes(32).toString("base64url");
}

async function keyRing(key: string): Promise<string> {
  return JSON.stringify({ [await sha256Hex(key)]: { kind: "secret", tenant, scores: true } });
}

function dotenv(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join("");
}
