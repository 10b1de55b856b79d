import {
  every,
  goldenInput,
  goldenPattern,
  goldenSample,
  Problem,
  sampledValues,
  type Golden,
  type GoldenSample,
  type ModelCard,
} from "../core/index.ts";
import type { Session, Tensor } from "../runtime/session.ts";

/** How a runtime's outputs for the golden input lie to those that the card has. */
export interface GoldenVerdict {
  /** All outputs are finite, of the right shape, and near enough; see {@link goldenLimits}. */
  readonly ok: boolean;
  readonly outputs: readonly GoldenOutput[];
  /** The least of the outputs' cosines: -1 to 1. */
  readonly cosine: number;
  /** Of the run: on a fresh session, with all that its first run has to prepare. */
  readonly milliseconds: number;
}

export interface GoldenOutput {
  readonly tensor: string;
  /** Between what was computed and what should have been, both from the mean of the latter; 0 if not comparable. */
  readonly cosine: number;
  /** How far the one lies from the other, in lengths of the latter (from its mean); Infinity if not comparable. */
  readonly difference: number;
}

/**
 * A cosine does not see a wrong scale, so there is a second limit: two unit vectors of cosine 0.999 lie
 * `sqrt(2 (1 - 0.999))` = 0.0447 apart.
 */
export const goldenLimits = { cosine: 0.999, difference: 0.0447 } as const;

/**
 * Whether a session computes what the model's card says it must.
 *
 * @param now Milliseconds, of any origin.
 * @throws Problem `card_malformed` if the card has no golden vectors or of another pattern; what the session throws
 */
export async function checkGolden(
  session: Session,
  card: ModelCard,
  { now = () => performance.now() }: { now?: () => number } = {},
): Promise<GoldenVerdict> {
  const golden = goldenOf(card);
  const input = inputOf(card, golden);
  const start = now();
  const results = await session.run(input);
  const milliseconds = now() - start;
  const outputs = Object.entries(golden.outputs).map(([tensor, sample]) => compare(tensor, sample, results[tensor]));
  return {
    ok: outputs.length > 0 && outputs.every(isNear),
    outputs,
    cosine: Math.min(...outputs.map(({ cosine }) => cosine)),
    milliseconds,
  };
}

/**
 * Makes the golden vectors of a model on a session that is right: onnxruntime on a processor.
 *
 * @param size Of the input in pixels; what the model takes.
 */
export async function makeGolden(
  session: Session,
  card: ModelCard,
  size: { readonly width: number; readonly height: number },
): Promise<Golden> {
  const results = Object.entries(await session.run(inputOf(card, size)));
  const outputs = results.map(([tensor, { data, shape }]) => {
    if (!data.every(Number.isFinite)) throw new Problem("inference_failed", `${card.name} gave no finite ${tensor}`);
    return [tensor, goldenSample(data, shape, Math.floor(mostValues / results.length))] as const;
  });
  return { pattern: goldenPattern, ...pick(size), outputs: Object.fromEntries(outputs) };
}

/** All samples of a card together: 150 values are 800 characters. */
const mostValues = 150;

const pick = ({ width, height }: { readonly width: number; readonly height: number }) => ({ width, height });

function goldenOf(card: ModelCard): Golden {
  if (!card.golden) throw new Problem("card_malformed", `the card of ${card.modelId} has no golden vectors`);
  if (card.golden.pattern !== goldenPattern) {
    throw new Problem("card_malformed", `${card.modelId} has golden vectors of ${card.golden.pattern}, not ${goldenPattern}`);
  }
  return card.golden;
}

function inputOf(card: ModelCard, size: Pick<Golden, "width" | "height">): Record<string, Tensor> {
  const { tensor, mean } = card.input;
  return { [tensor]: { data: goldenInput(size, card.input), shape: [1, mean.length, size.height, size.width] } };
}

function compare(tensor: string, sample: GoldenSample, result: Tensor | undefined): GoldenOutput {
  const incomparable = { tensor, cosine: 0, difference: Infinity };
  if (!result || !isSameShape(result.shape, sample.shape) || !result.data.every(Number.isFinite)) return incomparable;
  const wanted = sampledValues(sample);
  const got = every(result.data, sample.stride);
  if (got.length !== wanted.length) return incomparable;
  return { tensor, ...apart(got, wanted) };
}

/** From the mean: scores that are all near 1 or points near the middle would be alike whatever was computed. */
function apart(got: Float32Array, wanted: Float32Array): { cosine: number; difference: number } {
  const mean = wanted.reduce((sum, value) => sum + value, 0) / wanted.length;
  let [dot, gotSquared, wantedSquared, apartSquared] = [0, 0, 0, 0];
  for (const [i, value] of got.entries()) {
    const [a, b] = [value - mean, wanted[i]! - mean];
    dot += a * b;
    gotSquared += a * a;
    wantedSquared += b * b;
    apartSquared += (a - b) * (a - b);
  }
  if (gotSquared === 0 || wantedSquared === 0) return { cosine: 0, difference: Infinity };
  return { cosine: dot / Math.sqrt(gotSquared * wantedSquared), difference: Math.sqrt(apartSquared / wantedSquared) };
}

function isNear({ cosine, difference }: GoldenOutput): boolean {
  return cosine >= goldenLimits.cosine && difference <= goldenLimits.difference;
}

function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}
