import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { runPython } from "../python.ts";
import type { FaceLike } from "./face-like.ts";

/** What numpy and scikit-learn make of the same vectors, and of our clusters. Times in seconds. */
export interface Peer {
  readonly versions: string;
  readonly retrieval: number;
  readonly recallAt: Readonly<Record<string, number>>;
  readonly mapAtR: number;
  /** One run from random seeds. */
  readonly kMeans: number;
  readonly kMeansIterations: number;
  readonly kMeansNmi: number;
  readonly nmiOfOurs: number;
  readonly amiOfOurs: number;
}

export async function measurePeer({ embeddings, labels }: FaceLike, clusters: Int32Array): Promise<Peer | undefined> {
  const folder = await mkdtemp(path.join(tmpdir(), "likeness-evaluation-"));
  try {
    const files = { vectors: embeddings.data, labels, clusters };
    const names = Object.keys(files).map((name) => path.join(folder, name));
    for (const [i, data] of Object.values(files).entries()) await writeFile(names[i]!, data);
    const script = path.join(import.meta.dirname, "peer.py");
    return runPython(script, [...names, `${embeddings.columns}`], "numpy and scikit-learn") as Peer | undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
