import type { LambdaHandler } from "../handler.ts";
import { ResponseTooLarge, type Invocation, type RuntimeApi } from "./runtime-api.ts";

export interface Serving {
  readonly api: RuntimeApi;
  readonly handler: LambdaHandler;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Told of the trace of each invocation, before it is worked on. */
  readonly onTrace: (traceId: string | undefined) => void;
}

/**
 * Answers one invocation after the other, as Lambda wants it of a process. One that fails is told, and the next one is
 * answered.
 *
 * @throws Error where the Runtime API does not answer any more: then the process has to leave
 */
export async function serveInvocations(serving: Serving): Promise<never> {
  for (;;) await serveOne(serving, await serving.api.next());
}

async function serveOne({ api, handler, clock, onTrace }: Serving, invocation: Invocation): Promise<void> {
  const { id, event, deadline, traceId } = invocation;
  onTrace(traceId);
  let result: unknown;
  try {
    result = await handler(event, { getRemainingTimeInMillis: () => deadline - clock() });
  } catch (error) {
    return api.fail(id, error);
  }
  await api.respond(id, result).catch((error: unknown) => {
    if (error instanceof ResponseTooLarge) return api.fail(id, error);
    throw error;
  });
}
