import { TrainingError } from "../../training-error.ts";
import type { LearnerState, StateTensor } from "../learner.ts";
import type { Safetensor } from "./safetensors.ts";

/** A tensor of a network by its name here and in torchvision. */
export interface NamePair {
  readonly ours: string;
  readonly theirs: string;
}

/** The names that torchvision gives what a `resNet50` with such blocks learns and measures, but for the last layer. */
export function resNetNames(blocks: readonly number[]): NamePair[] {
  const layers: [conv: string, norm: string][] = [["conv1", "bn1"]];
  blocks.forEach((count, stage) => {
    for (let i = 0; i < count; i++) {
      const block = `layer${stage + 1}.${i}`;
      for (const n of [1, 2, 3]) layers.push([`${block}.conv${n}`, `${block}.bn${n}`]);
      if (i === 0) layers.push([`${block}.downsample.0`, `${block}.downsample.1`]);
    }
  });
  // Here operators are counted in the order in which they are computed.
  return layers.flatMap(([conv, norm], i) => [
    { ours: `conv${i + 1}/filters`, theirs: `${conv}.weight` },
    ...Object.entries(ofNorm).map(([key, name]) => ({ ours: `norm${i + 1}/${key}`, theirs: `${norm}.${name}` })),
  ]);
}

const ofNorm = { scale: "weight", shift: "bias", mean: "running_mean", variance: "running_var" };

/** What torchvision's files have beside: the layer to ImageNet's classes, and counters of batches. */
const unneeded = /^fc\.|\.num_batches_tracked$/;

/**
 * A learner's state with the tensors of a file in place of those that pairs name.
 *
 * @param file what it is called in messages
 * @throws {TrainingError} `wrong_checkpoint` for a tensor that is missing, of another shape or foreign, by its name
 */
export function withPretrained(
  state: LearnerState,
  tensors: ReadonlyMap<string, Safetensor>,
  pairs: readonly NamePair[],
  file: string,
): LearnerState {
  const refuse = (why: string) => new TrainingError("wrong_checkpoint", `${file} ${why}`);
  const read = pairs.map(({ ours, theirs }): [string, StateTensor] => {
    const tensor = tensors.get(theirs);
    if (tensor === undefined) throw refuse(`has no ${theirs}`);
    const { shape } = state[ours]!;
    if (tensor.shape.join() !== shape.join())
      throw refuse(`has ${theirs} as [${tensor.shape.join(", ")}]; the network's is [${shape.join(", ")}]`);
    return [ours, { shape, data: tensor.floats() }];
  });
  const known = new Set(pairs.map(({ theirs }) => theirs));
  for (const name of tensors.keys())
    if (!known.has(name) && !unneeded.test(name)) throw refuse(`has ${name}, which the network has not`);
  return { ...state, ...Object.fromEntries(read) };
}
