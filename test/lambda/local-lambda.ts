import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { bodyOf, largest } from "./body.ts";
import { startEnvironment, type EnvironmentOptions } from "./environment.ts";
import { isSigned } from "./signature.ts";

export const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "a/secret+key" };
export const region = "eu-central-1";
export const functionName = "faces";

export interface LocalLambda {
  /** Of the Invoke API: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Lambda on this machine: one function, of which one call is answered at a time; what comes meanwhile is throttled. */
export async function localLambda(options: EnvironmentOptions): Promise<LocalLambda> {
  const environment = await startEnvironment(options);
  let isBusy = false;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const refuse = (status: number, type: string, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, { "Content-Type": "application/json", "X-Amzn-ErrorType": type, ...headers })
        .end(JSON.stringify({ Type: "User", message: type }));
    const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations(?:\?|$)/.exec(request.url!) ?? [];
    if (!isSigned(request, body, credentials.secretAccessKey, new Date())) return void refuse(403, "InvalidSignatureException");
    if (name !== functionName) return void refuse(404, "ResourceNotFoundException");
    if (body.length > largest) return void refuse(413, "RequestTooLargeException");
    if (isBusy) return void refuse(429, "TooManyRequestsException", { "Retry-After": "1" });
    isBusy = true;
    const { payload, error } = await environment.invoke(body.toString()).finally(() => {
      isBusy = false;
    });
    response.writeHead(200, { "Content-Type": "application/json", ...(error && { "X-Amz-Function-Error": error }) });
    response.end(payload);
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      await environment.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
