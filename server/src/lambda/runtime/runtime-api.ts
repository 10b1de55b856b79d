import { Agent, request as httpRequest, type IncomingHttpHeaders } from "node:http";

/**
 * The Runtime API, by which Lambda gives a process its invocations
 * (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
 */
export interface RuntimeApi {
  /** Waits for the next one, for as long as it takes. */
  next(): Promise<Invocation>;
  /** @throws ResponseTooLarge; Error if Lambda does not take it */
  respond(id: string, result: unknown): Promise<void>;
  fail(id: string, error: unknown): Promise<void>;
  /** The process could not begin, and is about to leave. */
  failInit(error: unknown): Promise<void>;
}

export interface Invocation {
  readonly id: string;
  readonly event: unknown;
  /** Milliseconds since 1970 when Lambda ends it. */
  readonly deadline: number;
  /** For X-Ray. */
  readonly traceId: string | undefined;
}

export class ResponseTooLarge extends Error {
  override readonly name = "Function.ResponseSizeTooLarge";
}

const version = "2018-06-01";

/** @param address host and port, as in `AWS_LAMBDA_RUNTIME_API` */
export function runtimeApi(address: string): RuntimeApi {
  // Not `fetch`, which gives up waiting for the next invocation after five minutes; one connection, which is kept.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const base = `http://${address}/${version}/runtime`;

  function call(method: "GET" | "POST", path: string, body?: string, headers: Record<string, string> = {}) {
    return new Promise<{ status: number; headers: IncomingHttpHeaders; text: string }>((resolve, reject) => {
      const sent = httpRequest(`${base}${path}`, { method, agent, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", reject);
        answer.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
        });
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }

  async function post(path: string, value: unknown, errorType?: string): Promise<void> {
    const headers = {
      "Content-Type": "application/json",
      ...(errorType !== undefined && { "Lambda-Runtime-Function-Error-Type": errorType }),
    };
    const { status } = await call("POST", path, JSON.stringify(value), headers);
    if (status === 413) throw new ResponseTooLarge(`Lambda does not take an answer of that length`);
    if (status !== 202) throw new Error(`the Runtime API answers ${status} to ${path}`);
  }

  const postError = (path: string, error: unknown) => {
    const { name, message, stack = "" } = error instanceof Error ? error : new Error(String(error));
    return post(path, { errorType: name, errorMessage: message, stackTrace: stack.split("\n").slice(1) }, name);
  };

  return {
    next: async () => {
      const { status, headers, text } = await call("GET", "/invocation/next");
      if (status !== 200) throw new Error(`the Runtime API answers ${status} to /invocation/next`);
      const id = headers["lambda-runtime-aws-request-id"];
      if (typeof id !== "string") throw new Error("the Runtime API does not say which invocation it is");
      const traceId = headers["lambda-runtime-trace-id"];
      return {
        id,
        event: JSON.parse(text) as unknown,
        deadline: Number(headers["lambda-runtime-deadline-ms"]),
        traceId: typeof traceId === "string" ? traceId : undefined,
      };
    },
    respond: (id, result) => post(`/invocation/${id}/response`, result),
    fail: (id, error) => postError(`/invocation/${id}/error`, error),
    failInit: (error) => postError("/init/error", error),
  };
}
