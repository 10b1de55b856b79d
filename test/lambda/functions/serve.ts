import type { LambdaHandler } from "../../../server/src/lambda/handler.ts";
import { runtimeApi } from "../../../server/src/lambda/runtime/runtime-api.ts";
import { serveInvocations } from "../../../server/src/lambda/runtime/serve-invocations.ts";

/** A function of a test, served by the real runtime client. */
export const serve = (handler: LambdaHandler) =>
  serveInvocations({ api: runtimeApi(process.env["AWS_LAMBDA_RUNTIME_API"]!), handler, clock: Date.now, onTrace: () => {} });

export const answer = (body: unknown) => ({
  statusCode: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
  isBase64Encoded: false,
});
