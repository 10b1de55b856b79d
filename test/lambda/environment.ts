import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { bodyOf, largest } from "./body.ts";

/** What came of an invocation: the function's answer, or an error object. */
export interface Outcome {
  readonly payload: string;
  readonly error?: "Unhandled";
}

/** One process of the function, and the Runtime API that it talks to. */
export interface Environment {
  /** One at a time. */
  invoke(payload: string): Promise<Outcome>;
  close(): Promise<void>;
}

export interface EnvironmentOptions {
  readonly program: string;
  readonly env: Record<string, string>;
  /** Milliseconds that an invocation may take; of the first, from when the process was ready. */
  readonly timeout: number;
}

const failed = (errorType: string, errorMessage: string): Outcome => ({
  payload: JSON.stringify({ errorType, errorMessage }),
  error: "Unhandled",
});

/** As Lambda does it: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html. The process begins at once. */
export async function startEnvironment({ program, env, timeout }: EnvironmentOptions): Promise<Environment> {
  let waiting: ServerResponse | undefined;
  let current: { id: string; payload: string; given: boolean; settle: (outcome: Outcome) => void } | undefined;
  let count = 0;
  let child: ChildProcess;
  /** Why the process was ended. */
  let ending: Outcome | undefined;

  function settle(outcome: Outcome): void {
    const { settle: done } = current!;
    current = undefined;
    done(outcome);
  }

  function handOver(): void {
    if (!current || current.given || !waiting) return;
    const { id, payload } = current;
    current.given = true;
    waiting.writeHead(200, {
      "Lambda-Runtime-Aws-Request-Id": id,
      "Lambda-Runtime-Deadline-Ms": String(Date.now() + timeout),
      "Lambda-Runtime-Trace-Id": `Root=1-${id}`,
    });
    waiting.end(payload);
    waiting = undefined;
    const timer = setTimeout(() => {
      if (current?.id !== id) return;
      ending = failed("Sandbox.Timedout", `RequestId: ${id} Error: Task timed out after ${timeout / 1000} seconds`);
      child.kill("SIGKILL");
    }, timeout);
    timer.unref();
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url!.replace("/2018-06-01/runtime", "");
    if (path === "/invocation/next") {
      waiting = response;
      handOver();
      return;
    }
    const body = await bodyOf(request);
    const accept = (status: number) => response.writeHead(status, { "Content-Type": "application/json" }).end("{}");
    if (path === "/init/error" && current) {
      settle({ payload: body.toString(), error: "Unhandled" });
      accept(202);
    } else if (current && path === `/invocation/${current.id}/response`) {
      if (body.length > largest) return void accept(413);
      accept(202);
      settle({ payload: body.toString() });
    } else if (current && path === `/invocation/${current.id}/error`) {
      accept(202);
      settle({ payload: body.toString(), error: "Unhandled" });
    } else accept(403);
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const start = () => {
    const own = spawn(process.execPath, [program], {
      env: { PATH: process.env["PATH"] ?? "", ...env, AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}` },
      stdio: ["ignore", "ignore", "inherit"],
    });
    own.once("exit", (status) => {
      waiting = undefined;
      const why = ending ?? failed("Runtime.ExitError", `Error: Runtime exited with error: exit status ${status}`);
      ending = undefined;
      if (current) settle(why);
    });
    return own;
  };
  child = start();

  return {
    invoke: (payload) =>
      new Promise((settle) => {
        if (child.exitCode !== null || child.signalCode !== null) child = start();
        current = { id: String(++count), payload, given: false, settle };
        handOver();
      }),
    close: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const exit = once(child, "exit");
        child.kill("SIGKILL");
        await exit;
      }
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
