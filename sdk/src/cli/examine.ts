import { goldenInput, modelIdOf, Problem, sha256Hex, type Calibration, type ModelCard } from "../core/index.ts";
import { checkGolden, goldenLimits } from "../model/golden.ts";
import { parseCard } from "../model/parse-card.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Session, Tensor } from "../runtime/session.ts";
import type { Finding } from "./finding.ts";
import { goldenSize } from "./golden-size.ts";
import { describeOnnx, inWords, isFree, mayBe, type OnnxFile, type TensorInfo } from "./onnx-file.ts";

const right = (what: string, found: string): Finding => ({ what, verdict: "right", found });
const note = (what: string, found: string, advice: string): Finding => ({ what, verdict: "note", found, advice });
const wrong = (what: string, found: string, advice: string): Finding => ({ what, verdict: "wrong", found, advice });

/** Everything that can be checked of a card and the file it names. It ends where what follows would say nothing. */
export async function* examine(
  json: unknown,
  readWeights: (card: ModelCard) => Promise<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Finding> {
  const card = parsed(json);
  if (card instanceof Problem) {
    yield wrong("card", card.message, "correct that field; the model card's type in @likeness/sdk/core says what it means");
    return;
  }
  yield right("card", `${card.format}, to ${card.task}`);
  yield await identity(card);
  const bytes = await readWeights(card).catch((error: unknown) => error as Error);
  if (bytes instanceof Error) {
    yield wrong("weights", bytes.message, "put the file beside the card, or name it: --weights FILE");
    return;
  }
  yield* weights(card, bytes);
  const file = await describeOnnx(bytes).catch((error: unknown) => error as Error);
  if (file instanceof Error) {
    yield wrong("loads", file.message, "export it as ONNX with operators that onnxruntime has, weights inside the file");
    return;
  }
  yield right("loads", "in onnxruntime-node");
  yield input(card, file);
  yield* outputs(card, file);
  const session = await nodeRuntime().load(bytes);
  try {
    yield* computes(card, session);
  } finally {
    await session.release();
  }
  if (card.task === "embed" || card.task === "embed-picture") yield thresholds(card);
}

function parsed(json: unknown): ModelCard | Problem {
  try {
    return parseCard(json);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

async function identity(card: ModelCard): Promise<Finding> {
  const derived = await modelIdOf(card);
  if (derived === card.modelId) return right("modelId", derived);
  const advice = `if the change is meant, write "modelId": "${derived}"; templates of the old id stay incomparable`;
  return wrong("modelId", `${card.modelId}, but what the card describes is ${derived}`, advice);
}

async function* weights({ weights }: ModelCard, bytes: Uint8Array<ArrayBuffer>): AsyncGenerator<Finding> {
  const advice = "name the right file by --weights, or write a new card: likeness model card";
  yield bytes.length === weights.bytes
    ? right("size", `${weights.file}, ${bytes.length} bytes`)
    : wrong("size", `${bytes.length} bytes, not ${weights.bytes}`, advice);
  const digest = await sha256Hex(bytes);
  yield digest === weights.sha256
    ? right("SHA-256", digest)
    : wrong("SHA-256", `${digest}, not ${weights.sha256}`, advice);
}

function input(card: ModelCard, { inputs }: OnnxFile): Finding {
  const found = inputs.map(inWords).join(", ");
  const [only] = inputs;
  const { width, height } = goldenSize(card);
  if (inputs.length !== 1 || only?.name !== card.input.tensor) {
    return wrong("input", found, `the card names ${card.input.tensor}; it must be the model's one and only input`);
  }
  const [batch, channels, rows, columns] = only.shape;
  const needed = card.input.mean.length;
  if (only.type !== "float32") return wrong("input", found, "export the model with a float32 input");
  if (only.shape.length !== 4 || !mayBe(channels, needed) || !mayBe(rows, height) || !mayBe(columns, width)) {
    const layout = `N x ${needed} x ${height} x ${width}`;
    return wrong("input", found, `the card's input is ${layout}: correct it, or export with that layout`);
  }
  const isOfAnySize = isFree(rows) && isFree(columns);
  if (card.task === "detect" && !isOfAnySize) {
    return wrong("input", found, "pictures come in many shapes: export the detector with free height and width");
  }
  if (card.task !== "detect" && !isFree(batch)) {
    return wrong("input", found, "several faces go in one run: export the model with a free first axis");
  }
  return right("input", found);
}

function* outputs(card: ModelCard, { outputs }: OnnxFile): Generator<Finding> {
  for (const tensor of outputTensors(card)) {
    const output = outputs.find(({ name }) => name === tensor);
    const names = outputs.map(({ name }) => name).join(", ");
    if (!output) yield wrong("output", `there is no ${tensor}`, `the card must name one of the model's: ${names}`);
    else yield outputType(output);
  }
}

function outputType(output: TensorInfo): Finding {
  const found = inWords(output);
  return output.type === "float32" ? right("output", found) : wrong("output", found, "export it with a float32 output");
}

function outputTensors({ output }: ModelCard): string[] {
  if ("tensor" in output) return [output.tensor];
  return output.kind === "ultraface" ? [output.scores, output.boxes] : [output.grid];
}

/** How many values a model gives for each input of a batch. */
function valuesOfOne(card: Exclude<ModelCard, { task: "detect" }>): number {
  switch (card.task) {
    case "embed":
    case "embed-picture":
      return card.dimension;
    case "landmarks":
      return 2 * card.output.points;
    case "presentation-attack":
      return card.output.classes;
    default:
      return card satisfies never;
  }
}

/** What only running it shows. */
async function* computes(card: ModelCard, session: Session): AsyncGenerator<Finding> {
  if (card.task !== "detect") yield await batch(card, session, valuesOfOne(card));
  if (!card.golden) {
    yield note("golden", "none", "no device can be held to this model: write a card with them by likeness model card");
    return;
  }
  const verdict = await checkGolden(session, card).catch((error: unknown) => error as Error);
  if (verdict instanceof Error) {
    yield wrong("golden", verdict.message, "write the card anew: likeness model card");
    return;
  }
  const found = verdict.outputs
    .map(({ tensor, cosine, difference }) => `${tensor}: cosine ${cosine.toFixed(6)}, apart ${difference.toFixed(6)}`)
    .join("; ");
  const limits = `at least ${goldenLimits.cosine} and at most ${goldenLimits.difference} are needed`;
  yield verdict.ok
    ? right("golden", found)
    : wrong("golden", found, `${limits}: the vectors are of other weights or another input; write the card anew`);
}

/** Two faces in one run: each gets the values that the card says, and both, being the same, the same. */
async function batch(card: ModelCard, session: Session, each: number): Promise<Finding> {
  const size = goldenSize(card);
  const one = goldenInput(size, card.input);
  const channels = card.input.mean.length;
  const two = new Float32Array(2 * one.length);
  two.set(one);
  two.set(one, one.length);
  const result = await session
    .run({ [card.input.tensor]: { data: two, shape: [2, channels, size.height, size.width] } })
    .catch((error: unknown) => error as Error);
  if (result instanceof Error) {
    const why = result.cause instanceof Error ? result.cause.message : result.message;
    return wrong("batch", `two inputs in one run fail: ${why}`, "export the model with a free first axis");
  }
  return batchVerdict(result[outputTensors(card)[0]!], each);
}

function batchVerdict(output: Tensor | undefined, each: number): Finding {
  const got = output?.data.length ?? 0;
  if (got !== 2 * each) {
    return wrong("dimension", `${got / 2} values for each input, not ${each}`, "correct the card, or name another output");
  }
  const scale = Math.hypot(...output!.data.subarray(0, each));
  if (!Number.isFinite(scale) || scale === 0) return wrong("dimension", "zeros, or what is no number", "the export is broken");
  const apart = Math.hypot(...output!.data.subarray(0, each).map((value, n) => value - output!.data[each + n]!));
  if (apart > 1e-3 * scale) {
    return wrong("dimension", "the same input twice gives two results", "the model mixes what lies in one batch");
  }
  return right("dimension", `${each} values for each of two inputs`);
}

function thresholds({ calibration }: { readonly calibration: Calibration }): Finding {
  const { thresholds } = calibration;
  if (thresholds.length === 0) {
    return note("thresholds", "none", "no host can decide by this model until it is calibrated on pairs of faces");
  }
  const [first, last] = [thresholds[0]!, thresholds.at(-1)!];
  return right("thresholds", `${thresholds.length}, from FMR ${first.fmr.toPrecision(2)} to ${last.fmr.toPrecision(2)}`);
}
