import { z } from "zod";

const format = "likeness-space/1";

const schema = z.strictObject({
  format: z.string(),
  epoch: z.string(),
  space: z.int(),
  modelId: z.string(),
  dimension: z.int(),
  change: z.int(),
});

/** Of what a snapshot is one: [REC1]. */
export interface SnapshotStamp {
  /** Of the store: see `Source`. */
  readonly epoch: string;
  readonly space: number;
  readonly modelId: string;
  readonly dimension: number;
  /** The last commit of the space that is in it. */
  readonly change: number;
}

export const writeStamp = (stamp: SnapshotStamp): string => JSON.stringify({ format, ...stamp });

/** What a snapshot has to be of to be taken. */
export interface ExpectedStamp extends Omit<SnapshotStamp, "epoch" | "change"> {
  readonly hasMade: (epoch: string, change: number) => boolean;
}

/** @returns the stamp, or why it is not taken */
export function readStamp(text: string, expected: ExpectedStamp): SnapshotStamp | { readonly refused: string } {
  const read = schema.safeParse(parsed(text));
  if (!read.success) return { refused: "it does not say what it is of" };
  const { format: written, ...stamp } = read.data;
  if (written !== format) return { refused: `its format is ${written}; this release reads ${format}` };
  if (stamp.space !== expected.space) return { refused: `it is of space ${stamp.space}` };
  if (stamp.modelId !== expected.modelId) return { refused: `it is of model ${stamp.modelId}` };
  if (stamp.dimension !== expected.dimension) return { refused: `its vectors have ${stamp.dimension} values` };
  if (!expected.hasMade(stamp.epoch, stamp.change)) return { refused: "it knows a change that the store has not made" };
  return stamp;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
