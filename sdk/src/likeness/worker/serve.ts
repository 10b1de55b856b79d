import { Problem } from "../../core/index.ts";
import { turns } from "../../runtime/turns.ts";
import type { Engine } from "../engine.ts";
import { closeFrame, type Frame } from "../frame.ts";
import type { EngineOptions, EngineEvents } from "../start-engine.ts";
import { startId, type FromWorker, type ToWorker } from "./messages.ts";
import { sendProblem } from "./sent-problem.ts";

/** A worker's own side, or one end of a channel. */
export interface ServingPort {
  postMessage(message: FromWorker): void;
  addEventListener(type: "message", listener: (event: MessageEvent<ToWorker>) => void): void;
}

export type StartEngine = (options: EngineOptions & EngineEvents & { signal: AbortSignal }) => Promise<Engine<Frame>>;

/** Answers a page: starts an engine, and analyses its frames one after the other. */
export function serveEngine(port: ServingPort, start: StartEngine): void {
  const running = new Map<number, AbortController>();
  let engine: Promise<Engine<Frame>> | undefined;
  /** One frame at a time: side by side they would only wait for the same models, each with its own memory. */
  const inTurn = turns();

  async function answer(id: number, work: (signal: AbortSignal) => Promise<FromWorker>): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      port.postMessage(await work(controller.signal));
    } catch (error) {
      port.postMessage({ kind: "failed", id, problem: sendProblem(error) });
    } finally {
      running.delete(id);
    }
  }

  const handlers: { [Kind in ToWorker["kind"]]: (message: ToWorker & { kind: Kind }) => unknown } = {
    start: ({ options }) =>
      answer(startId, async (signal) => {
        engine = start({
          ...options,
          signal,
          onProgress: (progress) => port.postMessage({ kind: "progress", progress }),
          onBackend: (backend) => port.postMessage({ kind: "backend", backend }),
        });
        const { modelId, backend } = await engine;
        return { kind: "started", modelId, backend };
      }),
    analyze: ({ id, frame, options }) =>
      answer(id, async (signal) => {
        const analysis = await inTurn(async () => {
          if (!signal.aborted) return (await engine!).analyze(frame, { ...options, signal });
          closeFrame(frame);
          throw signal.reason;
        });
        return { kind: "analysed", id, analysis };
      }),
    abort: ({ id }) => running.get(id)?.abort(),
    close: async () => {
      for (const controller of running.values()) controller.abort(new Problem("closed"));
      await inTurn(async () => (await engine)?.close()).catch(() => {});
      port.postMessage({ kind: "closed" });
    },
  };

  port.addEventListener("message", ({ data }) => void handlers[data.kind](data as never));
}
