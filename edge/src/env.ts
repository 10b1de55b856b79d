import type { RemoteEnv } from "./remote.ts";
import type { Subject } from "./subject.ts";

/** The worker's bindings, as `wrangler.toml` describes them. */
export interface Env extends RemoteEnv {
  readonly SUBJECTS: DurableObjectNamespace<Subject>;
  /** Absent on a worker that nobody has given keys yet: then no key is known to it. */
  readonly KEYS?: string;
  readonly ORIGINS?: string;
  /** Absent where no grants are given. */
  readonly GRANT_KEY?: string;
}
