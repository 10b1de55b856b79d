import { timeoutHeader, toProblemBody } from "@likeness/sdk/contract";
import { Problem } from "@likeness/sdk/core";
import { fromEvent, largestPayload, toResult, type LambdaResult } from "@likeness/sdk/lambda";

/** What Lambda says of an invocation, as far as it is used. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

interface App {
  fetch(request: Request): Response | Promise<Response>;
}

export type LambdaHandler = (event: unknown, context: LambdaContext) => Promise<LambdaResult>;

/** Milliseconds that an answer needs to leave. Without them Lambda ends the call, and says that it failed. */
const leaving = 100;

/**
 * An app as a Lambda handler: for Function URLs, HTTP APIs (payload format 2.0) and `Invoke` with the same event. Our own,
 * because Hono's is to leave Hono, and the SDK and the worker need the other half of it.
 */
export function lambdaHandler(app: App): LambdaHandler {
  return async (event, context) => {
    const answer = await answered(app, event, context);
    const bytes = Buffer.byteLength(JSON.stringify(answer));
    if (bytes <= largestPayload) return answer;
    return problemResult(new Problem("body_too_large", `the answer has ${bytes} bytes; Lambda carries ${largestPayload}`));
  };
}

async function answered(app: App, event: unknown, context: LambdaContext): Promise<LambdaResult> {
  let request: Request;
  try {
    request = fromEvent(event);
  } catch (error) {
    if (error instanceof Problem) return problemResult(error);
    throw error;
  }
  limitTime(request.headers, context.getRemainingTimeInMillis() - leaving);
  return toResult(await app.fetch(request));
}

/** The app then answers that the time was over: [ADM2]. What is no number it refuses itself. */
function limitTime(headers: Headers, milliseconds: number): void {
  const asked = headers.get(timeoutHeader);
  if (asked !== null && !/^\d+$/.test(asked)) return;
  const left = Math.max(1, Math.floor(milliseconds));
  headers.set(timeoutHeader, String(asked === null ? left : Math.min(Number(asked), left)));
}

function problemResult(problem: Problem): LambdaResult {
  return {
    statusCode: problem.status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
    body: JSON.stringify(toProblemBody(problem)),
    isBase64Encoded: false,
  };
}
