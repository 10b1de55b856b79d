import { fork, type ChildProcess } from "node:child_process";
import path from "node:path";

type Answer = { readonly result: unknown } | { readonly error: string };

/** Processes that do one job after another; each has one thread, so that as many as there are cores share nothing. */
export interface WorkerPool {
  run(job: object): Promise<unknown>;
  close(): void;
}

/** @param file a module that calls {@link answerJobs} */
export function workerPool(file: string, processes: number): WorkerPool {
  const waiting: { readonly job: object; readonly done: PromiseWithResolvers<unknown> }[] = [];
  const idle: ChildProcess[] = [];
  const all = Array.from({ length: processes }, () => {
    const child = fork(path.resolve(file), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    idle.push(child);
    return child;
  });

  return {
    run(job) {
      const done = Promise.withResolvers<unknown>();
      waiting.push({ job, done });
      next();
      return done.promise;
    },
    close: () => {
      for (const child of all) child.kill();
    },
  };

  function next(): void {
    const child = idle.pop();
    if (child === undefined) return;
    const first = waiting.shift();
    if (first === undefined) return void idle.push(child);
    const { job, done } = first;
    const died = (code: number | null) => done.reject(new Error(`a process ended with ${code} at ${JSON.stringify(job)}`));
    child.once("exit", died);
    child.once("message", (answer: Answer) => {
      child.off("exit", died);
      idle.push(child);
      next();
      if ("error" in answer) done.reject(new Error(`${JSON.stringify(job)}: ${answer.error}`));
      else done.resolve(answer.result);
    });
    child.send(job);
  }
}

/** The other side: a process answers one job after another. */
export function answerJobs<Job>(work: (job: Job) => Promise<unknown>): void {
  process.on("message", (job: Job) => {
    void answered(() => work(job)).then((answer) => process.send!(answer));
  });
}

async function answered(work: () => Promise<unknown>): Promise<Answer> {
  try {
    return { result: await work() };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
