import { Problem } from "../../core/index.ts";
import type { Analysis } from "../../face/index.ts";
import type { BackendChoice } from "../backend/index.ts";
import type { Engine } from "../engine.ts";
import { closeFrame, transferables, type Frame } from "../frame.ts";
import type { EngineEvents, EngineOptions } from "../start-engine.ts";
import { startId, type FromWorker, type ToWorker } from "./messages.ts";
import { receiveProblem } from "./sent-problem.ts";

/** What a page has of its worker, or one end of a channel. */
export interface WorkerPort {
  postMessage(message: ToWorker, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<FromWorker>) => void): void;
  addEventListener(type: "error" | "messageerror", listener: (event: Event) => void): void;
  terminate(): void;
}

interface Waiting {
  resolve(answer: FromWorker): void;
  reject(error: unknown): void;
}

/**
 * Starts an engine in a worker, and stands for it here. Frames are moved to it, not copied.
 *
 * @throws Problem `worker_unavailable` and those of starting an engine
 */
export async function connectEngine(
  worker: WorkerPort,
  options: EngineOptions,
  { signal, onProgress, onBackend }: EngineEvents & { signal?: AbortSignal | undefined } = {},
): Promise<Engine<Frame>> {
  const waiting = new Map<number, Waiting>();
  let nextId = startId;
  let backend: BackendChoice | undefined;
  let closing: Promise<void> | undefined;
  /** Why nothing more can be asked. */
  let ended: Problem | undefined;

  function end(problem: Problem): void {
    ended ??= problem;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
    worker.terminate();
  }

  worker.addEventListener("message", ({ data }) => {
    switch (data.kind) {
      case "progress":
        return onProgress?.(data.progress);
      case "backend":
        backend = data.backend;
        return onBackend?.(backend);
      case "started":
        return waiting.get(startId)?.resolve(data);
      case "analysed":
        return waiting.get(data.id)?.resolve(data);
      case "failed":
        return waiting.get(data.id)?.reject(receiveProblem(data.problem));
      case "closed":
        return end(new Problem("closed"));
      default:
        return data satisfies never;
    }
  });
  worker.addEventListener("error", (event) => {
    // Without words it is the file that is missing, of another type, or of an origin that may not be a worker.
    const words = "message" in event && event.message ? String(event.message) : "the worker's script cannot be loaded";
    end(new Problem("worker_unavailable", words, { cause: event }));
  });
  worker.addEventListener("messageerror", (event) => {
    end(new Problem("worker_unavailable", "a message could not be read", { cause: event }));
  });

  /** Sends a message and waits for its answer; an abort is told, and not waited for. */
  async function ask(
    message: (id: number) => ToWorker,
    transfer: Transferable[],
    abortion: AbortSignal | undefined,
  ): Promise<FromWorker> {
    if (ended) throw ended;
    const id = nextId++;
    let onAbort: (() => void) | undefined;
    try {
      return await new Promise<FromWorker>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        onAbort = () => {
          worker.postMessage({ kind: "abort", id }, []);
          reject(abortion!.reason);
        };
        abortion?.addEventListener("abort", onAbort, { once: true });
        worker.postMessage(message(id), transfer);
      });
    } finally {
      waiting.delete(id);
      if (onAbort) abortion?.removeEventListener("abort", onAbort);
    }
  }

  async function close(): Promise<void> {
    if (ended) return;
    await new Promise<void>((resolve) => {
      // It answers when what it does is done; a worker that never does is ended all the same.
      const patience = setTimeout(resolve, closePatience);
      worker.addEventListener("message", ({ data }) => {
        if (data.kind !== "closed") return;
        clearTimeout(patience);
        resolve();
      });
      worker.postMessage({ kind: "close" }, []);
    });
    end(new Problem("closed"));
  }

  try {
    signal?.throwIfAborted();
    const started = await ask(() => ({ kind: "start", options }), [], signal);
    if (started.kind !== "started") throw new Problem("worker_unavailable", `it began with ${started.kind}`);
    const { modelId } = started;
    backend ??= started.backend;
    return {
      modelId,
      get backend() {
        return backend!;
      },
      analyze: async (frame, { signal: abortion, ...how } = {}): Promise<Analysis> => {
        if (ended || closing || abortion?.aborted) {
          closeFrame(frame);
          throw ended ?? (closing ? new Problem("closed") : abortion!.reason);
        }
        const answer = await ask((id) => ({ kind: "analyze", id, frame, options: how }), transferables(frame), abortion);
        if (answer.kind !== "analysed") throw new Problem("internal", `${answer.kind} in place of an analysis`);
        return answer.analysis;
      },
      close: () => (closing ??= close()),
    };
  } catch (error) {
    worker.terminate();
    throw error;
  }
}

/** Milliseconds: an analysis of a large picture may be under way. */
const closePatience = 5000;
