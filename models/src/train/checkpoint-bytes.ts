import type { LearnerState, StateTensor } from "../nn/learner.ts";
import type { Checkpoint, ParameterValues, Progress } from "./checkpoint.ts";
import type { Moments } from "./parameter-optimiser.ts";
import { decodeTensorFile, encodeTensorFile, type NamedTensor } from "./tensor-file.ts";

/** What lies in the header; the rest are tensors: `learner/NAME`, `moments/PARAMETER/NAME`, `best/learner/NAME` … */
interface Meta {
  readonly config: string;
  readonly seed: number;
  readonly progress: Progress;
  readonly memory?: { readonly next: number; readonly filled: number };
}

/** A checkpoint as a file of tensors (see `tensor-file.ts`); the same checkpoint gives the same bytes. */
export function encodeCheckpoint({ config, seed, progress, memory, ...state }: Checkpoint): Promise<Uint8Array> {
  const meta: Meta = { config, seed, progress, ...(memory && { memory: { next: memory.next, filled: memory.filled } }) };
  const tensors: Record<string, NamedTensor> = { ...under("learner", state.learner), ...flat("parameters", state.parameters) };
  for (const [name, moments] of Object.entries(state.moments)) Object.assign(tensors, flat(`moments/${name}`, moments));
  if (state.best) {
    Object.assign(tensors, under("best/learner", state.best.learner), flat("best/parameters", state.best.parameters));
  }
  if (memory) Object.assign(tensors, flat("memory", { embeddings: memory.embeddings, labels: memory.labels }));
  return encodeTensorFile({ meta, tensors });
}

/**
 * @param file what the bytes are called in messages
 * @throws {TrainingError} `wrong_checkpoint` for bytes that are cut off, damaged, of another version or no checkpoint
 */
export async function decodeCheckpoint(bytes: Uint8Array, file = "the checkpoint"): Promise<Checkpoint> {
  const { meta, tensors } = await decodeTensorFile<Meta>(bytes, file);
  const parameters = values(tensors, "parameters/");
  const { embeddings, labels } = values(tensors, "memory/") as { embeddings?: Float32Array; labels?: Int32Array };
  return {
    config: meta.config,
    seed: meta.seed,
    progress: meta.progress,
    learner: whole(tensors, "learner/"),
    parameters: parameters as ParameterValues,
    moments: Object.fromEntries(
      Object.keys(parameters).map((name) => [name, values(tensors, `moments/${name}/`) as Moments]),
    ),
    ...(meta.memory && embeddings && labels && { memory: { ...meta.memory, embeddings, labels } }),
    ...(meta.progress.best && {
      best: {
        learner: whole(tensors, "best/learner/"),
        parameters: values(tensors, "best/parameters/") as ParameterValues,
      },
    }),
  };
}

type Tensors = Readonly<Record<string, NamedTensor>>;

function under(prefix: string, tensors: Tensors): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`${prefix}/${name}`, tensor]));
}

function flat(prefix: string, lists: Readonly<Record<string, NamedTensor["data"]>>): Tensors {
  return under(prefix, Object.fromEntries(Object.entries(lists).map(([name, data]) => [name, { shape: [data.length], data }])));
}

function whole(tensors: Tensors, prefix: string): LearnerState {
  return Object.fromEntries(below(tensors, prefix) as [string, StateTensor][]);
}

function values(tensors: Tensors, prefix: string): Record<string, NamedTensor["data"]> {
  return Object.fromEntries(below(tensors, prefix).map(([name, { data }]) => [name, data]));
}

function below(tensors: Tensors, prefix: string): [string, NamedTensor][] {
  return Object.entries(tensors)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, tensor]) => [name.slice(prefix.length), tensor]);
}
