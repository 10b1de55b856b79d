import { fork, type ChildProcess } from "node:child_process";
import path from "node:path";

export type Answer = { readonly result: unknown } | { readonly error: string };

/** Processes that do one job after another; each has one thread, so that as many as there are cores share nothing. */
export interface WorkerPool {
  run(job: object): Promise<unknown>;
  close(): void;
}

/** @param file a module that answers each message with an {@link Answer} */
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
