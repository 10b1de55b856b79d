import { Problem } from "../../core/index.ts";

/**
 * Invokes a function and waits for its answer: the Invoke API, `RequestResponse`
 * (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html).
 *
 * @param payload JSON
 * @throws Problem of {@link refusedInvocation} where Lambda has refused; the signal's reason; anything else if Lambda did
 *   not answer
 */
export type Invoke = (payload: Uint8Array<ArrayBuffer>, signal: AbortSignal) => Promise<Invoked>;

export interface Invoked {
  /** JSON: the function's answer, or an error object. */
  readonly payload: string;
  /** `Handled` or `Unhandled`, where the payload is an error object. */
  readonly functionError: string | undefined;
}

/** Bytes that Lambda carries each way, as JSON (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
export const largestPayload = 6 * 1024 * 1024;

/** How Lambda has refused a call: nothing was run, or nothing that could answer. */
export interface Refusal {
  readonly status: number;
  /** The exception's name, as `TooManyRequestsException`. */
  readonly type: string;
  /** Seconds. */
  readonly retryAfter?: number | undefined;
}

/** Of the function's own surroundings, though their statuses say that the caller is at fault: they may pass. */
const mount = /^(EFS|S3Files)/;

export function refusedInvocation({ status, type, retryAfter = 1 }: Refusal): Problem {
  const detail = `Lambda: ${type}`;
  // Its concurrency, or the account's, is used up: like any host's that is busy, and no fault of who calls.
  if (status === 429) return new Problem("overloaded", detail, { retryAfter });
  if (status === 413) return new Problem("body_too_large", detail);
  // A wrong key, no right to invoke, no such function or version: an operator's to put right. 409 is a function that is
  // being changed.
  if (status >= 400 && status < 500 && status !== 409 && !mount.test(type)) return new Problem("not_configured", detail);
  return new Problem("unreachable", detail);
}

/** @param payload the error object: `{"errorType": …, "errorMessage": …}` */
export function failedFunction(payload: string): Problem {
  const { errorType = "it does not say how", errorMessage = "" } = errorIn(payload);
  if (errorType === "Function.ResponseSizeTooLarge") {
    return new Problem("body_too_large", "the answer is over what Lambda carries");
  }
  const timedOut = errorType === "Sandbox.Timedout" || errorMessage.includes("Task timed out");
  // Without the message, which may name what is inside the function.
  return new Problem("unreachable", timedOut ? "the function ran out of time" : `the function failed: ${errorType}`);
}

function errorIn(payload: string): { errorType?: string; errorMessage?: string } {
  try {
    const { errorType, errorMessage } = JSON.parse(payload) as Record<string, unknown>;
    return {
      ...(typeof errorType === "string" && { errorType }),
      ...(typeof errorMessage === "string" && { errorMessage }),
    };
  } catch {
    return {};
  }
}
