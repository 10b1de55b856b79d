import type { Runtime } from "../../runtime/session.ts";

/** The runtime once it is started. */
export async function starting(runtime: Runtime): Promise<Runtime> {
  await runtime.start?.();
  return runtime;
}
