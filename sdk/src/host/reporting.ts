import type { MiddlewareHandler } from "hono";
import type { Answered } from "./answered.ts";
import type { HostOptions } from "./host-options.ts";
import type { Known } from "./known.ts";

/** Tells of each answer once it is made. */
export function reporting(
  onAnswer: (answered: Answered) => void,
  onFailure: HostOptions["onFailure"],
): MiddlewareHandler<Known> {
  return async (c, next) => {
    const begun = Date.now();
    await next();
    const requestId = c.get("requestId");
    try {
      onAnswer({
        requestId,
        operation: c.get("operation"),
        tenant: c.get("caller")?.tenant,
        status: c.res.status,
        code: c.get("code"),
        milliseconds: Date.now() - begun,
      });
    } catch (error) {
      // An enrolment that was done stays done, whether it could be told of or not.
      onFailure?.({ requestId, error });
    }
  };
}
