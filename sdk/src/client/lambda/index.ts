export { fromEvent, toEvent, type LambdaEvent } from "./event.ts";
export { largestPayload, refusedInvocation, type Invoke, type Invoked, type Refusal } from "./invoke.ts";
export { lambdaFetch } from "./lambda-fetch.ts";
export { lambdaTransport, type LambdaTransportOptions } from "./lambda-transport.ts";
export { fromResult, toResult, type LambdaResult } from "./result.ts";
