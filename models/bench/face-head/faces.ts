import { type Matrix, matrix, rowOf } from "../../src/matrix.ts";

/** Pictures of faces as the frozen backbone sees them. */
export interface Faces {
  /** What the people are called. */
  readonly people: readonly string[];
  /** The person of each picture. */
  readonly labels: Int32Array;
  /** What the backbone gives, not normalised: of each picture as it is, then of its changed copies, row after row. */
  readonly features: Matrix<Float32Array>;
  /** Rows of one picture. */
  readonly copies: number;
}

/** The faces of some people, who are numbered anew in this order. */
export function ofPeople(faces: Faces, chosen: readonly string[]): Faces {
  const { people, labels, features, copies } = faces;
  const renumbered = new Map(chosen.map((name, i) => [people.indexOf(name), i]));
  const pictures = [...labels.keys()].filter((picture) => renumbered.has(labels[picture]!));
  const rows = pictures.flatMap((picture) => Array.from({ length: copies }, (_, copy) => picture * copies + copy));
  return {
    people: chosen,
    labels: Int32Array.from(pictures, (picture) => renumbered.get(labels[picture]!)!),
    features: rowsOf(features, rows),
    copies,
  };
}

/** The pictures as they are, without changed copies: what is tested. */
export function asTheyAre({ labels, features, copies }: Faces): Matrix<Float32Array> {
  return rowsOf(features, Array.from(labels.keys(), (picture) => picture * copies));
}

export function rowsOf(from: Matrix<Float32Array>, rows: readonly number[]): Matrix<Float32Array> {
  const data = new Float32Array(rows.length * from.columns);
  rows.forEach((row, i) => data.set(rowOf(from, row), i * from.columns));
  return matrix(data, rows.length, from.columns);
}
