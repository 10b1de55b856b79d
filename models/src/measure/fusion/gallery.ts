import { cosine, type UnitVector } from "@likeness/sdk/core";
import type { Pictured } from "./pictured.ts";

/** Pictures, each of which may be enrolled or be a probe. */
export interface Gallery {
  /** Whose each picture is, by number from 0. */
  readonly subjects: Int32Array;
  readonly qualities: readonly number[];
  /** Of a picture as the probe with one that is enrolled. */
  compared(probe: number, view: number): number;
  /** Of two that are enrolled. */
  among(view: number, other: number): number;
}

/** Whether templates are made with mirror. */
export interface Way {
  readonly probes: "plain" | "mirrored";
  readonly views: "plain" | "mirrored";
}

export const plainWay: Way = { probes: "plain", views: "plain" };

/** A host does not know how templates were made: a false match rate must hold for each of these. */
export const ways: readonly Way[] = [
  plainWay,
  { probes: "mirrored", views: "mirrored" },
  { probes: "mirrored", views: "plain" },
  { probes: "plain", views: "mirrored" },
];

/** Every two pictures are compared once, beforehand. */
export function galleryOf(pictures: readonly Pictured[], { probes, views }: Way = plainWay): Gallery {
  const people = [...new Set(pictures.map(({ person }) => person))];
  const enrolled = pictures.map((picture) => picture[views]);
  const compared = table(pictures.map((picture) => picture[probes]), enrolled);
  const among = probes === views ? compared : table(enrolled, enrolled);
  return {
    subjects: Int32Array.from(pictures, ({ person }) => people.indexOf(person)),
    qualities: pictures.map(({ quality }) => quality),
    compared: (probe, view) => compared[probe * pictures.length + view]!,
    among: (view, other) => among[view * pictures.length + other]!,
  };
}

function table(rows: readonly UnitVector[], columns: readonly UnitVector[]): Float64Array {
  return Float64Array.from(rows.flatMap((row) => columns.map((column) => cosine(row, column))));
}
