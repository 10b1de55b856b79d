import { parentPort, workerData } from "node:worker_threads";
import { TrainingError } from "../../training-error.ts";
import { placeOf, readPicture } from "../picture-source.ts";
import { compose } from "./compose.ts";
import type { Answer, Job, WorkerStart } from "./messages.ts";

// A thread that makes batches, one after another, and ends when its port is closed.

const { source, recipe, stop } = workerData as WorkerStart;
const stopping = new Int32Array(stop);
const port = parentPort!;

const reader = {
  read: (index: number) => readPicture(source, index),
  describe: (index: number) => placeOf(source, index),
};

port.on("message", (job: Job) => {
  void answer(job);
});

async function answer(job: Job): Promise<void> {
  const reply = await made(job);
  port.postMessage(reply, "data" in reply ? [reply.data.buffer] : []);
}

async function made({ id, epoch, ...plan }: Job): Promise<Answer> {
  try {
    return { id, ...(await compose(reader, recipe, plan, epoch, throwIfStopping)) };
  } catch (error) {
    if (error instanceof TrainingError) return { id, code: error.code, message: error.message };
    return { id, bug: error };
  }
}

function throwIfStopping(): void {
  if (Atomics.load(stopping, 0) === 1) throw new Error("closed");
}
