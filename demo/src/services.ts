import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import getPort, { portNumbers } from "get-port";
import { keyRingEntry, newApiKey, newLinkSecret, newWorkerSecrets, type WorkerSecrets } from "@likeness/sdk/backend";
import { failure, ready, startChild, type Child } from "./child.ts";
import { lockDirectory } from "./lock-directory.ts";
import { cards, root, state } from "./places.ts";

/** The edge worker with the server behind it, both running. */
export interface Services {
  /** Where they listen. */
  readonly edge: string;
  readonly server: string;
  /** Secret ones, for the edge worker and for the server; both see scores. */
  readonly key: string;
  readonly serverKey: string;
  /** Publishable, for pages: with it the edge worker verifies, and identifies too. */
  readonly pageKey: string;
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
  const [key, serverKey, pageKey] = [newApiKey("secret"), newApiKey("secret"), newApiKey("publishable")];
  const serverPort = await getPort({ port: portNumbers(8788, 8887), host: "127.0.0.1" });
  const edgePort = await getPort({ port: portNumbers(8787, 8887), host: "127.0.0.1", exclude: [serverPort] });
  const server = `http://127.0.0.1:${serverPort}`;
  const edge = `http://127.0.0.1:${edgePort}`;

  const link = newLinkSecret(tenant);
  const serverSecrets = {
    LIKENESS_KEYS: keyRing(await keyRingEntry(serverKey, { tenant, scores: true })),
    LIKENESS_LINKS: JSON.stringify(link.server),
  };
  const runServer = () => startServer(serverPort, join(directory, "server.sqlite"), serverSecrets);
  let serverProcess = runServer();
  const bindings = join(directory, "edge.env");
  await writeFile(
    bindings,
    dotenv({
      ...(await workerSecrets(join(directory, "edge-secrets.json"))),
      KEYS: keyRing(
        await keyRingEntry(key, { tenant, scores: true }),
        await keyRingEntry(pageKey, { tenant, identify: true }),
      ),
      ORIGINS: origin,
      REMOTE_URL: server,
      REMOTE_KEYS: JSON.stringify(link.worker),
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
    pageKey,
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

/** As a host has them: by digest. New keys for each run, so that none is kept. */
function keyRing(...entries: Awaited<ReturnType<typeof keyRingEntry>>[]): string {
  return JSON.stringify(Object.fromEntries(entries));
}

/** The same in each run: what one has sealed the next has to open. */
async function workerSecrets(file: string): Promise<WorkerSecrets> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as WorkerSecrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const secrets = await newWorkerSecrets();
  // In one step: a half-written file would be neither read nor replaced.
  const draft = `${file}.new`;
  await writeFile(draft, JSON.stringify(secrets), { mode: 0o600 });
  await rename(draft, file);
  return secrets;
}

function dotenv(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join("");
}
