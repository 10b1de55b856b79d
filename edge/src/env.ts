import type { Budget } from "./limits/budget.ts";
import type { Subject } from "./subject/subject.ts";
import type { SubjectEnv } from "./subject/subject-env.ts";

export interface Env extends SubjectEnv {
  readonly SUBJECTS: DurableObjectNamespace<Subject>;
  readonly BUDGETS: DurableObjectNamespace<Budget>;
  /** Absent on a worker that nobody has given keys yet: then no key is known to it. */
  readonly KEYS?: string;
  /** 32 bytes, base64url. Names of objects and challenges hang on it: it is never changed. */
  readonly NAME_SECRET?: string;
  /** Where metrics go; none are kept without it. */
  readonly METRICS?: AnalyticsEngineDataset;
}
