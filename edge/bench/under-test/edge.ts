import { bundle, type BundleOptions } from "./bundle.ts";
import type { Credentials } from "./credentials.ts";
import { start, type StartOptions, type WorkerUnderTest } from "./start.ts";

/** A minute's calls, of one address and of a tenant: as many as no measurement makes. */
const unlimited = { addressCalls: 1e9, tenantCalls: 1e9 };

export interface EdgeOptions extends Pick<StartOptions, "directory" | "port" | "outside" | "inspectorPort" | "onLog"> {
  readonly credentials: Credentials;
  readonly change?: BundleOptions["change"];
  readonly settings?: Readonly<Record<string, string>>;
  /** With routes that move its clock and show its prototypes: see `watched.worker.ts`. */
  readonly watched?: boolean;
}

export const serverUrl = "http://server.test";

/** The edge's worker with all that `wrangler.toml` binds. */
export async function startEdge({
  credentials,
  change,
  settings,
  watched = false,
  ...options
}: EdgeOptions): Promise<WorkerUnderTest> {
  return start({
    ...options,
    script: await bundle({ entry: watched ? "bench/watched.worker.ts" : "src/worker.ts", change }),
    objects: { SUBJECTS: "Subject", BUDGETS: "Budget" },
    buckets: ["DATA_KEYS"],
    settings: {
      ...credentials.settings,
      POLICIES: JSON.stringify({ acme: unlimited, umbrella: unlimited }),
      ...(options.outside && { REMOTE_URL: serverUrl }),
      ...settings,
    },
  });
}

/** Of a worker that is watched: its clock is so many milliseconds before the machine's from here on. */
export async function moveClock({ endpoint }: WorkerUnderTest, ahead: number): Promise<void> {
  const answer = await fetch(`${endpoint}/under-test/clock?ahead=${ahead}`);
  if (!answer.ok) throw new Error(`the clock was not moved: ${answer.status}`);
}
