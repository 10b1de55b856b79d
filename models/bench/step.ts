import { type Figure, type Measured, median, quantile, table } from "@likeness/bench";
import { type Round, runOurs, startLearner } from "./step/ours.ts";
import { type PeerRound, startPeer } from "./step/peer.ts";
import { type Workload, workloads } from "./step/workload.ts";

/** Of each side. On one, what else the machine does counts less: PyTorch's threads wait for each other by spinning. */
const threadCounts = [2, 1];
/** The goals are for this many. */
const threadsOfGoals = 2;
const rounds = 4;
/** Steps of a round that do not count: memory is taken and threads are started. */
const warmUp = 3;

/**
 * One step of training (forward, multi-similarity, backward, Adam) beside PyTorch on the CPU, which starts from the same
 * weights and computes the same losses. The two take turns, so that both have the same machine.
 */
export async function measure(): Promise<Measured> {
  const results = [];
  for (const workload of workloads)
    for (const threads of threadCounts) results.push(await compared(workload, threads));
  return {
    name: "models-step",
    figures: results.flatMap(figuresOf),
    tables: [
      table(
        ["a step of", "threads", "ours, ms", "PyTorch, ms", "ours by PyTorch's", "losses apart"],
        results.map(({ workload, threads, ours, peer, ratio, apart }) => [
          workload.name,
          threads,
          median(ours).toFixed(2),
          peer === undefined ? "–" : median(peer.times).toFixed(2),
          ratio?.toFixed(2) ?? "–",
          apart?.toExponential(1) ?? "–",
        ]),
      ),
    ],
  };
}

interface Compared {
  readonly workload: Workload;
  readonly threads: number;
  /** Milliseconds. */
  readonly ours: readonly number[];
  readonly peer?: { readonly versions: string; readonly times: readonly number[] };
  /** Our median by the peer's, each within its round; the median of the rounds. */
  readonly ratio?: number;
  /** The largest difference of the losses of a round, relative. */
  readonly apart?: number;
}

async function compared(workload: Workload, threads: number): Promise<Compared> {
  const learner = await startLearner(workload, threads);
  const start = learner.state();
  const peer = await startPeer(workload, threads, start);
  const pairs: { ours: Round; theirs: PeerRound | undefined }[] = [];
  for (let round = 0; round < rounds; round++) {
    learner.restore(start);
    const theirs: PeerRound | undefined = round > 0 && pairs[0]!.theirs === undefined ? undefined : peer.round();
    pairs.push({ ours: await runOurs(learner, workload), theirs });
  }
  await Promise.all([learner.close(), peer.close()]);
  const counted = ({ times }: Round) => times.slice(warmUp);
  const ours = pairs.flatMap((pair) => counted(pair.ours));
  const both = pairs.flatMap(({ ours, theirs }) => (theirs === undefined ? [] : [{ ours, theirs }]));
  if (both.length === 0) return { workload, threads, ours };
  return {
    workload,
    threads,
    ours,
    peer: { versions: both[0]!.theirs.versions, times: both.flatMap(({ theirs }) => counted(theirs)) },
    ratio: median(both.map(({ ours, theirs }) => median(counted(ours)) / median(counted(theirs)))),
    apart: Math.max(...both.map(({ ours, theirs }) => furthest(ours.losses, theirs.losses))),
  };
}

function furthest(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value / b[i]! - 1)));
}

function figuresOf({ workload: { name, goal }, threads, ours, peer, ratio, apart }: Compared): Figure[] {
  const step = `a step of ${name}, batch 128, threads ${threads}`;
  const judged = (value: number) => (threads === threadsOfGoals ? { goal, met: value <= goal } : {});
  const spread = (times: readonly number[]) => [quantile(times, 0.25), quantile(times, 0.75)] as const;
  return [
    { name: `${step}, median and quartiles`, value: median(ours), unit: "ms", interval: spread(ours) },
    ...(peer === undefined || ratio === undefined || apart === undefined
      ? []
      : [
          {
            name: `${step}, median and quartiles`,
            value: median(peer.times),
            unit: "ms",
            interval: spread(peer.times),
            peer: peer.versions,
          },
          { name: `${step}, ours by PyTorch's, at most`, value: ratio, unit: "times", ...judged(ratio) },
          { name: `${step}, losses beside PyTorch's`, value: apart, unit: "apart, relative" },
        ]),
  ];
}
