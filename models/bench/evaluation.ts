import { type Figure, type Measured, table } from "@likeness/bench";
import * as ort from "onnxruntime-node";
import { clustering, retrieval, type Clustering, type Retrieval } from "../src/metrics/index.ts";
import { seeded } from "../src/random.ts";
import { faceLike } from "./evaluation/face-like.ts";
import { naiveSeconds } from "./evaluation/naive.ts";
import { measurePeer, type Peer } from "./evaluation/peer.ts";

const sizes = { rows: 60_000, columns: 512, identities: 12_000 };
const ks = [1, 10, 100];
/** Queries that the plain loop does; the others would take as long each. */
const naiveQueries = 30;

/**
 * The evaluation of an embedding on as much as Stanford Online Products has, 60,000 vectors of 12,000 classes: how long
 * each part takes and how much memory all of it, beside numpy and scikit-learn and beside a plain loop.
 */
export async function measure(): Promise<Measured> {
  const set = faceLike(sizes);
  const searched = await timed(() => retrieval({ ...set, ks, ort }));
  const clustered = await timed(() => clustering({ ...set, random: seeded(1), ort }));
  // Of the whole process: the vectors and all that was made of them.
  const memory = process.resourceUsage().maxRSS / 1e6;
  const naive = (naiveSeconds(set, naiveQueries) / naiveQueries) * sizes.rows;
  const peer = await measurePeer(set, clustered.value.assignments);
  return {
    name: "models-evaluation",
    figures: [
      ...costs(searched.seconds, clustered, { memory, naive, peer }),
      ...values(searched.value, clustered.value, peer),
    ],
    tables: [
      table(
        ["part", "ours, s", "numpy / scikit-learn, s", "plain loop, s"],
        [
          ["Recall@K, MAP@R, R-precision", seconds(searched.seconds), seconds(peer?.retrieval), `${seconds(naive)} (extrapolated)`],
          ["k-means, 10 runs; NMI, AMI, F1, purity", seconds(clustered.seconds), "–", "–"],
          ["k-means, a run", seconds(clustered.seconds / clustered.value.runs.length), seconds(peer?.kMeans), "–"],
        ],
      ),
    ],
  };
}

interface Timed<Value> {
  readonly value: Value;
  readonly seconds: number;
}

async function timed<Value>(work: () => Promise<Value>): Promise<Timed<Value>> {
  const start = performance.now();
  const value = await work();
  return { value, seconds: (performance.now() - start) / 1000 };
}

interface Beside {
  readonly memory: number;
  readonly naive: number;
  readonly peer: Peer | undefined;
}

function costs(search: number, clustered: Timed<Clustering>, { memory, naive, peer }: Beside): Figure[] {
  const { seconds, value } = clustered;
  const run = seconds / value.runs.length;
  const whole = search + seconds;
  const against = (name: string, whose: string, value: number, ours: number): Figure => ({
    name,
    value,
    unit: "s",
    peer: whose,
    ratio: value / ours,
  });
  return [
    { name: "Recall@1, 10 and 100, MAP@R and R-precision", value: search, unit: "s" },
    { name: `k-means, ${value.runs.length} runs, with NMI, AMI, F1 and purity`, value: seconds, unit: "s" },
    { name: "all of it, at most", value: whole, unit: "s", goal: 600, met: whole <= 600 },
    { name: "memory, at most", value: memory, unit: "GB", goal: 4, met: memory <= 4 },
    against(`Recall@K, extrapolated from ${naiveQueries} queries`, "a loop in JavaScript", naive, search),
    ...(peer
      ? [
          against("Recall@1, 10 and 100 and MAP@R", peer.versions, peer.retrieval, search),
          against(
            `k-means, one run from random seeds, ${peer.kMeansIterations} iterations; the ratio by our mean run`,
            peer.versions,
            peer.kMeans,
            run,
          ),
        ]
      : []),
  ];
}

function values({ recallAt, mapAtR, rPrecision }: Retrieval, found: Clustering, peer: Peer | undefined): Figure[] {
  const { nmi, ami, f1, purity, runs, best } = found;
  const nmis = runs.map((run) => run.nmi);
  const own: Figure[] = [
    ...Object.entries(recallAt).map(([k, value]) => ({ name: `Recall@${k}`, value, unit: "of the queries" })),
    { name: "MAP@R", value: mapAtR, unit: "mean" },
    { name: "R-precision", value: rPrecision, unit: "mean" },
    { name: "NMI; lowest and highest of all runs", value: nmi, unit: "ratio", interval: [Math.min(...nmis), Math.max(...nmis)] },
    { name: "AMI", value: ami, unit: "ratio" },
    { name: "F1", value: f1, unit: "ratio" },
    { name: "purity", value: purity, unit: "of the rows" },
    { name: "iterations of the run that counts", value: runs[best]!.iterations, unit: "iterations" },
  ];
  if (!peer) return own;
  const furthest = Math.max(
    ...Object.entries(recallAt).map(([k, value]) => Math.abs(value - peer.recallAt[k]!)),
    Math.abs(mapAtR - peer.mapAtR),
  );
  const score = Math.max(Math.abs(nmi - peer.nmiOfOurs), Math.abs(ami - peer.amiOfOurs));
  return [
    ...own,
    { name: "NMI of one run from random seeds", value: peer.kMeansNmi, unit: "ratio", peer: peer.versions },
    { name: "Recall@K and MAP@R beside numpy, at most", value: furthest, unit: "apart", goal: 1e-4, met: furthest <= 1e-4 },
    { name: "NMI and AMI of the same clusters beside scikit-learn, at most", value: score, unit: "apart", goal: 1e-9, met: score <= 1e-9 },
  ];
}

function seconds(value: number | undefined): string {
  return value === undefined ? "–" : value.toFixed(1);
}
