import { parseArgs } from "node:util";
import { uncalibrated } from "../core/index.ts";
import { Misuse } from "./command.ts";
import { alignmentNamed, alignmentNames } from "./alignments.ts";
import { isFree, type OnnxFile } from "./onnx-file.ts";

/** A card as far as it is known. */
export type Draft = Record<string, unknown>;

export const draftOptions = {
  task: { type: "string" },
  name: { type: "string" },
  size: { type: "string" },
  channels: { type: "string" },
  mean: { type: "string" },
  divisor: { type: "string" },
  align: { type: "string" },
  input: { type: "string" },
  output: { type: "string" },
  dimension: { type: "string" },
  licence: { type: "string" },
  author: { type: "string" },
  source: { type: "string" },
  training: { type: "string" },
} as const satisfies NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>["options"]>;

export type DraftFlags = { readonly [Name in keyof typeof draftOptions]?: string | undefined };

const notDocumented = "Not documented.";

/** What a card says of a model whose origin nobody told; NOASSERTION is SPDX's word for it. */
const unknownOrigin: Draft = {
  licence: { weights: "NOASSERTION", statement: notDocumented },
  provenance: { package: "none", author: notDocumented, training: notDocumented, source: notDocumented },
  accuracy: [],
};

/** What the flags say, as parts of a card. */
export function fromFlags(flags: DraftFlags): Draft {
  return withoutGaps({
    task: flags.task,
    name: flags.name,
    input: {
      tensor: flags.input,
      channels: flags.channels,
      mean: flags.mean === undefined ? undefined : meanOf(flags.mean),
      divisor: numberOf("divisor", flags.divisor),
      size: numberOf("size", flags.size),
    },
    output: { tensor: flags.output },
    dimension: numberOf("dimension", flags.dimension),
    licence: { weights: flags.licence },
    provenance: { author: flags.author, source: flags.source, training: flags.training },
  });
}

/** What the file itself says: the names of its tensors, and lengths that are fixed in it. */
export function fromFile({ inputs, outputs }: OnnxFile): Draft {
  const [input] = inputs;
  const [rows, columns] = input?.shape.slice(2) ?? [];
  const [only] = outputs;
  const length = only?.shape.at(-1);
  return withoutGaps({
    input: { tensor: inputs.length === 1 ? input?.name : undefined, size: rows === columns && !isFree(rows) ? rows : undefined },
    output: { tensor: outputs.length === 1 ? only?.name : undefined },
    dimension: only?.shape.length === 2 && !isFree(length) ? length : undefined,
  });
}

/** What is taken for granted where nobody says otherwise. How pixels become an input is never. */
export function defaults(task: unknown): Draft {
  const common = { format: "likeness-card/1", ...unknownOrigin };
  return task === "embed" ? { ...common, normalisation: "l2", calibration: uncalibrated } : common;
}

/**
 * What an embedder's card still lacks, with the flag that gives it: nothing of it can be read from the file, and a
 * guess would make templates that look right and are not.
 */
export function gaps(draft: Draft): string[] {
  const input = (draft["input"] ?? {}) as Draft;
  const output = (draft["output"] ?? {}) as Draft;
  const wanted: readonly (readonly [unknown, string])[] = [
    [input["tensor"], "--input NAME, because the model has several"],
    [output["tensor"], "--output NAME, because the model has several"],
    [input["size"], "--size PIXELS"],
    [input["channels"], "--channels rgb or bgr"],
    [input["mean"], "--mean 127.5 or --mean R,G,B"],
    [input["divisor"], "--divisor 128"],
    [draft["dimension"], "--dimension VALUES"],
    [draft["alignment"], `--align ${alignmentNames.join(" or ")}, or an alignment in the --part`],
  ];
  return wanted.flatMap(([value, flag]) => (value === undefined ? [flag] : []));
}

/** The alignment that a flag names, for the size that the draft has. */
export function alignment(name: string | undefined, draft: Draft): Draft {
  if (name === undefined) return {};
  const known = alignmentNames.find((one) => one === name);
  if (!known) throw new Misuse(`--align: ${alignmentNames.join(" or ")} is needed, got ${name}`);
  const size = ((draft["input"] ?? {}) as Draft)["size"];
  return typeof size === "number" ? { alignment: alignmentNamed(known, size) } : {};
}

/** Members of the later drafts replace those of the earlier; what both have of an object is joined. */
export function joined(...drafts: readonly Draft[]): Draft {
  const result: Draft = {};
  for (const draft of drafts) {
    for (const [name, value] of Object.entries(draft)) {
      const before = result[name];
      result[name] = isObject(before) && isObject(value) ? joined(before, value) : value;
    }
  }
  return result;
}

function isObject(value: unknown): value is Draft {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function withoutGaps(draft: Draft): Draft {
  return Object.fromEntries(
    Object.entries(draft).flatMap(([name, value]) => {
      if (value === undefined) return [];
      if (!isObject(value)) return [[name, value]];
      const inner = withoutGaps(value);
      return Object.keys(inner).length > 0 ? [[name, inner]] : [];
    }),
  );
}

function numberOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new Misuse(`--${flag}: a number is needed, got ${text}`);
  return value;
}

function meanOf(text: string): number[] {
  const values = text.split(",").map((part) => numberOf("mean", part)!);
  if (values.length === 1) return [values[0]!, values[0]!, values[0]!];
  if (values.length !== 3) throw new Misuse(`--mean: one number or three are needed, got ${text}`);
  return values;
}
