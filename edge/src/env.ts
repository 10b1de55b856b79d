import type { Subject } from "./subject.ts";

/** The worker's bindings, as `wrangler.toml` describes them. */
export interface Env {
  readonly SUBJECTS: DurableObjectNamespace<Subject>;
  readonly KEYS: string;
  readonly ORIGINS?: string;
  readonly REMOTE_URL?: string;
  readonly REMOTE_KEYS?: string;
}
