import { seeded } from "../../random.ts";
import type { Inputs } from "../learner.ts";
import type { Trace } from "../trace.ts";
import { sizeOf } from "../graph/node.ts";
import {
  floats,
  type Ort,
  type OrtTensor,
  type OrtTensors,
  type Session,
  type SessionOptions,
  writesInPlace,
} from "./ort.ts";
import type { LearnerVectors } from "./state.ts";
import { names, type Saved, type TrainingOptions, trainingGraphs } from "./training-graphs.ts";

/** The two sessions of a step for one batch size, and the memory that is theirs. */
export interface StepSessions {
  /** The shape of the gradient, that of the embeddings or of the cosines. */
  readonly gradient: readonly number[];
  /** `next` takes the statistics where the runtime writes in place. */
  forward(batch: Inputs, now: LearnerVectors, next: LearnerVectors): Promise<Forwarded>;
  backward(gradient: ArrayLike<number>, rate: number, now: LearnerVectors, next: LearnerVectors): Promise<Stepped>;
  release(): Promise<void>;
}

export interface Forwarded {
  readonly embeddings: Float32Array;
  /** Where the loss is of these, rows x rows. */
  readonly cosines?: Float32Array;
  readonly statistics: Float32Array;
}

export interface Stepped {
  readonly weights: Float32Array;
  readonly moments: readonly Float32Array[];
  readonly norm: number;
}

export interface StepOptions extends TrainingOptions {
  readonly sessionOptions?: SessionOptions;
  /** Of the noise. */
  readonly seed: number;
}

export async function stepSessions(ort: Ort, trace: Trace, rows: number, options: StepOptions): Promise<StepSessions> {
  const { optimiser, sessionOptions, seed, lossOf } = options;
  const graphs = trainingGraphs(trace, rows, options);
  // One after the other: onnxruntime-web does one thing at a time.
  const forward = await ort.InferenceSession.create(graphs.forward, sessionOptions);
  const backward = await ort.InferenceSession.create(graphs.backward, sessionOptions);
  const dimension = sizeOf(trace.output.shape);
  const tensor = (data: Float32Array, shape: readonly number[] = [data.length]) => new ort.Tensor("float32", data, shape);
  // A copy: whoever gave the batch may fill its buffer anew before the way back.
  const batch = tensor(new Float32Array(rows * sizeOf(trace.input.shape)), [rows, ...trace.input.shape]);
  const noise = trace.noise.map(({ shape }) => tensor(new Float32Array(rows * sizeOf(shape)), [rows, ...shape]));
  const given = { [names.batch]: batch, ...Object.fromEntries(trace.noise.map(({ name }, i) => [name, noise[i]!])) };
  const slopes = tensor(new Float32Array(sizeOf(graphs.gradient)), graphs.gradient);
  let saved: OrtTensors = Object.fromEntries(graphs.saved.map((value) => [value.name, memoryFor(ort, value)]));
  const inPlace = writesInPlace(ort);
  const run = async (session: Session, feeds: OrtTensors, memory: OrtTensors): Promise<OrtTensors> => {
    const fetches = inPlace ? known(session.outputNames, memory) : [...session.outputNames];
    return session.run(known(session.inputNames, feeds), fetches);
  };

  return {
    gradient: graphs.gradient,

    async forward({ data }, now, next) {
      floats(batch).set(data);
      trace.noise.forEach(({ draw }, i) => {
        const random = seeded(seed, now.steps, i);
        floats(noise[i]!).forEach((_, at, values) => (values[at] = draw(random)));
      });
      const results = await run(
        forward,
        { ...given, [names.weights]: tensor(now.weights), [names.statistics]: tensor(now.statistics) },
        {
          ...saved,
          [names.embeddings]: tensor(new Float32Array(rows * dimension), [rows, dimension]),
          ...(lossOf === "cosines" && { [names.cosines]: tensor(new Float32Array(rows * rows), [rows, rows]) }),
          [names.next(names.statistics)]: tensor(next.statistics),
        },
      );
      saved = known(Object.keys(saved), results);
      const { [names.cosines]: cosines, [names.next(names.statistics)]: statistics } = results;
      return {
        embeddings: floats(results[names.embeddings]!),
        ...(cosines && { cosines: floats(cosines) }),
        statistics: statistics === undefined ? now.statistics : floats(statistics),
      };
    },

    async backward(gradient, rate, now, next) {
      floats(slopes).set(gradient);
      const numbers = Object.entries(optimiser.numbers(now.steps + 1, rate));
      const moments = (vectors: LearnerVectors, name = names.moment) =>
        Object.fromEntries(optimiser.moments.map((key, i) => [name(key), tensor(vectors.moments[i]!)]));
      const results = await run(
        backward,
        {
          ...given,
          ...saved,
          [names.gradient]: slopes,
          [names.weights]: tensor(now.weights),
          ...moments(now),
          ...Object.fromEntries(numbers.map(([key, value]) => [names.number(key), tensor(Float32Array.of(value), [])])),
        },
        {
          [names.norm]: tensor(new Float32Array(1), []),
          [names.next(names.weights)]: tensor(next.weights),
          ...moments(next, (key) => names.next(names.moment(key))),
        },
      );
      return {
        weights: floats(results[names.next(names.weights)]!),
        moments: optimiser.moments.map((key) => floats(results[names.next(names.moment(key))]!)),
        norm: floats(results[names.norm]!)[0]!,
      };
    },

    async release() {
      await forward.release();
      await backward.release();
    },
  };
}

/** A session refuses names that it does not know: a network without batch-norm has no statistics. */
function known(keys: readonly string[], tensors: OrtTensors): OrtTensors {
  return Object.fromEntries(keys.map((key): [string, OrtTensor] => [key, tensors[key]!]));
}

function memoryFor({ Tensor }: Ort, { shape, type }: Saved): OrtTensor {
  const size = sizeOf(shape);
  return type === "int64"
    ? new Tensor("int64", new BigInt64Array(size), shape)
    : new Tensor("float32", new Float32Array(size), shape);
}
