import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Inputs } from "../../nn/learner.ts";
import { TrainingError } from "../../training-error.ts";
import type { PictureSource } from "../picture-source.ts";
import type { Recipe } from "./compose.ts";
import type { Answer, Job, WorkerStart } from "./messages.ts";
import type { BatchPlan } from "./plan.ts";

/** Makes batches somewhere. */
export interface BatchPool {
  make(plan: BatchPlan, epoch: number): Promise<Inputs>;
  /** Ends what is being made; whoever waits for it gets an error. */
  close(): Promise<void>;
}

type Waiting = PromiseWithResolvers<Inputs>;

interface Thread {
  readonly worker: Worker;
  readonly jobs: Map<number, Waiting>;
}

/** Threads that each read the source for themselves. They keep no process alive that waits for no batch. */
export function workerPool(count: number, source: PictureSource, recipe: Recipe): BatchPool {
  const stop = new SharedArrayBuffer(4);
  const start: WorkerStart = { source, recipe, stop };
  const threads = Array.from({ length: count }, () => thread(start));
  let nextId = 0;
  return {
    make: (plan, epoch) => {
      // The least busy; batches are made in about the order in which they are asked for.
      const { worker, jobs } = threads.reduce((least, other) => (other.jobs.size < least.jobs.size ? other : least));
      const job: Job = { id: nextId++, epoch, ...plan };
      const waiting: Waiting = Promise.withResolvers();
      jobs.set(job.id, waiting);
      worker.ref();
      worker.postMessage(job, []);
      return waiting.promise;
    },
    close: async () => {
      Atomics.store(new Int32Array(stop), 0, 1);
      await Promise.all(threads.map(ended));
    },
  };
}

function thread(start: WorkerStart): Thread {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: start });
  worker.unref();
  const jobs = new Map<number, Waiting>();
  const failAll = (reason: unknown) => {
    for (const { reject } of jobs.values()) reject(reason);
    jobs.clear();
  };
  worker.on("message", (answer: Answer) => {
    const waiting = jobs.get(answer.id);
    jobs.delete(answer.id);
    if (jobs.size === 0) worker.unref();
    if ("data" in answer) waiting?.resolve({ data: answer.data, shape: answer.shape });
    else if ("code" in answer) waiting?.reject(new TrainingError(answer.code, answer.message));
    else waiting?.reject(answer.bug);
  });
  worker.on("error", failAll);
  worker.on("exit", (code) => failAll(new Error(`a thread that makes batches ended with ${code}`)));
  return { worker, jobs };
}

/** Lets the picture in hand be finished: a thread that is cut off inside sharp may take the process with it. */
async function ended({ worker, jobs }: Thread): Promise<void> {
  if (worker.threadId === -1) return;
  worker.ref();
  const exit = once(worker, "exit");
  await Promise.allSettled([...jobs.values()].map(({ promise }) => promise));
  await worker.terminate();
  await exit;
}
