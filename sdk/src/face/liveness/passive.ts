import { Problem, type Box, type PresentationAttackCard, type Similarity } from "../../core/index.ts";
import type { Session, Tensor } from "../../runtime/session.ts";
import type { PreparedPicture } from "../preprocess/preprocessor.ts";

/** What a model says of one picture. As with an active challenge, it is the device that says so. */
export interface PassiveLiveness {
  readonly liveness: "client-claimed";
  readonly method: "passive";
  /** Of the model that judged. */
  readonly modelId: string;
  /** Whether the score reaches the card's threshold. */
  readonly live: boolean;
  /** The live class's probability, 0 to 1. */
  readonly score: number;
}

/**
 * Whether a face is a live one, by a model that the caller brings with its card, such as MiniFASNetV2 (Apache-2.0):
 * none is shipped, for none was found whose weights, training pictures and error rates are documented.
 *
 * @param picture the whole picture: what lies round a face tells a screen's edge from a room
 * @param box of the face, in pixels of the picture; what of the square lies outside is black
 * @throws Problem `inference_failed` if the model gives something else than its card says, and those of the session
 */
export async function assessPassive(
  session: Session,
  card: PresentationAttackCard,
  picture: PreparedPicture,
  box: Box,
): Promise<PassiveLiveness> {
  const { size, scale, tensor } = card.input;
  const input = picture.tensor([squareAround(box, scale, size)], { width: size, height: size }, card.input);
  const outputs = await session.run({ [tensor]: input });
  // What a GPU drew is known to be right only now.
  await picture.settled();
  const score = probability(card, outputs[card.output.tensor]);
  return {
    liveness: "client-claimed",
    method: "passive",
    modelId: card.modelId,
    live: score >= card.calibration.threshold,
    score,
  };
}

function squareAround({ x, y, width, height }: Box, scale: number, size: number): Similarity {
  const a = size / (Math.max(width, height) * scale);
  const half = (size - 1) / 2;
  // Pixel centres: the middle of the box, less half a pixel, is the middle of the square.
  return { a, b: 0, dx: half - a * (x + width / 2 - 0.5), dy: half - a * (y + height / 2 - 0.5) };
}

function probability({ name, output }: PresentationAttackCard, values: Tensor | undefined): number {
  const { classes, live, activation } = output;
  if (values?.data.length !== classes || !values.data.every(Number.isFinite)) {
    throw new Problem("inference_failed", `${name} gave no ${classes} finite values`);
  }
  if (activation === "none") return values.data[live]!;
  // Less the largest, so that nothing overflows.
  const largest = Math.max(...values.data);
  const exponentials = Array.from(values.data, (value) => Math.exp(value - largest));
  return exponentials[live]! / exponentials.reduce((a, b) => a + b);
}
