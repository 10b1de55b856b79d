import path from "node:path";
import { type Circumstances, type Figure, type Measured, median, table } from "@likeness/bench";
import * as losses from "../src/losses/index.ts";
import { matrix } from "../src/matrix.ts";
import { seeded } from "../src/random.ts";
import { runPython } from "./python.ts";

const [rows, dimension, perClass] = [128, 128, 4];

/**
 * How long each loss takes with its gradient, on one batch of 128 rows of 128 numbers, 32 classes by 4, against
 * pytorch-metric-learning in float32 where Python has it (PYTHONPATH). Ours is one thread in float64.
 */
export async function measure(): Promise<Measured & Pick<Circumstances, "on">> {
  const classes = rows / perClass;
  const proxies = { classes, dimension, random: seeded(1) };
  const all: readonly losses.Loss[] = [
    losses.contrastive(),
    losses.triplet(),
    losses.nPairs(),
    losses.margin(),
    losses.liftedStructure(),
    losses.generalizedLifted(),
    losses.proxyNca(proxies),
    losses.rankedList({ margin: 0.4, tn: 1 }),
    losses.multiSimilarity(),
    losses.arcface(proxies),
    losses.cosface(proxies),
    losses.supCon(),
  ];
  const random = seeded(2);
  const data = Float64Array.from({ length: rows * dimension }, () => random.normal());
  const labels = Int32Array.from({ length: rows }, (_, row) => Math.floor(row / perClass));
  const batch = { embeddings: matrix(data, rows, dimension), labels };

  const peer = peerTimes();
  const figures = all.flatMap((loss): Figure[] => {
    const name = `${loss.name}, ${rows} x ${dimension}, with gradient`;
    const ours = milliseconds(() => loss.compute(batch));
    const own: Figure = { name, value: ours, unit: "ms" };
    const theirs = peer?.medians[loss.name];
    if (theirs === undefined) return [own];
    const ratio = theirs / ours;
    return [own, { name, value: theirs, unit: "ms", peer: `pytorch-metric-learning, torch ${peer!.torch}`, ratio }];
  });
  const shown = all.map(({ name }) => {
    const [own, theirs] = figures.filter((figure) => figure.name.startsWith(`${name},`));
    return [name, own!.value.toFixed(2), theirs?.value.toFixed(2) ?? "", theirs?.ratio?.toFixed(1) ?? ""];
  });
  const drawn = table(["loss with gradient", "ms", "pytorch-metric-learning, ms", "times as fast"], shown);
  return { name: "models-losses", figures, tables: [drawn] };
}

/** The median of many rounds, after enough of them for the compiler. */
function milliseconds(run: () => void): number {
  const times = Array.from({ length: 300 }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return median(times.slice(100));
}

interface PeerTimes {
  readonly torch: string;
  readonly medians: Readonly<Record<string, number>>;
}

function peerTimes(): PeerTimes | undefined {
  const args = [rows, dimension, perClass].map(String);
  const script = path.join(import.meta.dirname, "losses/peer.py");
  return runPython(script, args, "torch and pytorch-metric-learning") as PeerTimes | undefined;
}
