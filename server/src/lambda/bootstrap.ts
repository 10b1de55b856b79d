// What a container image runs as its entry point: `node server/src/lambda/bootstrap.ts`. On Lambda's own Node runtimes
// `function.ts` has the handler.

import { runtimeApi } from "./runtime/runtime-api.ts";
import { serveInvocations } from "./runtime/serve-invocations.ts";
import { startHandler } from "./start.ts";

async function main(): Promise<void> {
  const { AWS_LAMBDA_RUNTIME_API: address } = process.env;
  if (!address) throw new Error("AWS_LAMBDA_RUNTIME_API is missing: this is run by Lambda, or by its emulator");
  const api = runtimeApi(address);
  const handler = await startHandler(process.env).catch(async (error: unknown) => {
    await api.failInit(error);
    throw error;
  });
  await serveInvocations({
    api,
    handler,
    clock: Date.now,
    onTrace: (traceId) => {
      if (traceId === undefined) delete process.env["_X_AMZN_TRACE_ID"];
      else process.env["_X_AMZN_TRACE_ID"] = traceId;
    },
  });
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
