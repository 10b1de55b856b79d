import { Problem } from "../../core/index.ts";
import { toProblemBody } from "../../contract/problem-body.ts";
import { toEvent } from "./event.ts";
import { failedFunction, largestPayload, type Invoke } from "./invoke.ts";
import { fromResult } from "./result.ts";

/**
 * `fetch` by invoking a function, for `createClient({ endpoint, fetch })`: the event that it is given and the answer that it
 * gives are those of a Function URL, and whatever host the request names, it goes there. An answer comes as a whole.
 *
 * What Lambda refuses, and a function that fails, is answered as a problem, as a host would; that Lambda does not answer is
 * thrown, as `fetch` does.
 */
export function lambdaFetch(invoke: Invoke): typeof fetch {
  return async (...sent) => {
    const request = new Request(...sent);
    const { signal } = request;
    try {
      return await answered(invoke, request, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Problem) return problemResponse(error);
      throw error;
    }
  };
}

async function answered(invoke: Invoke, request: Request, signal: AbortSignal): Promise<Response> {
  const event = new TextEncoder().encode(JSON.stringify(await toEvent(request))) as Uint8Array<ArrayBuffer>;
  if (event.length > largestPayload) {
    throw new Problem("body_too_large", `${event.length} bytes; Lambda carries ${largestPayload}`);
  }
  signal.throwIfAborted();
  const { payload, functionError } = await invoke(event, signal);
  if (functionError !== undefined) throw failedFunction(payload);
  return fromResult(parsed(payload));
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

function problemResponse(problem: Problem): Response {
  const { status, retryAfter } = problem;
  return new Response(JSON.stringify(toProblemBody(problem)), {
    status,
    headers: {
      "Content-Type": "application/problem+json",
      ...(retryAfter !== undefined && { "Retry-After": String(retryAfter) }),
    },
  });
}
