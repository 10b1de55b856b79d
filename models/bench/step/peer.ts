import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { LearnerState } from "../../src/nn/index.ts";
import { runPython } from "../python.ts";
import type { Round } from "./ours.ts";
import type { Workload } from "./workload.ts";

export interface PeerRound extends Round {
  readonly versions: string;
}

/** PyTorch, starting from the same weights whenever it is called. */
export interface Peer {
  round(): PeerRound | undefined;
  close(): Promise<void>;
}

export async function startPeer(workload: Workload, threads: number, state: LearnerState): Promise<Peer> {
  const { name, batch, labels, steps } = workload;
  const folder = await mkdtemp(path.join(tmpdir(), "likeness-step-"));
  // In the order of the layers, in which PyTorch has them too; the state has running statistics and moments besides.
  const parameters = Object.entries(state).filter(([key]) => /^\w+\/(filters|weights|bias|scale|shift)$/.test(key));
  const weights = Float32Array.from(parameters.flatMap(([, { data }]) => [...data]));
  const files = { weights, batch: batch.data, labels };
  const names = Object.keys(files).map((file) => path.join(folder, file));
  for (const [i, data] of Object.values(files).entries()) await writeFile(names[i]!, data);
  const script = path.join(import.meta.dirname, "peer.py");
  return {
    round: () => runPython(script, [name, `${threads}`, `${steps}`, ...names], "PyTorch") as PeerRound | undefined,
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
