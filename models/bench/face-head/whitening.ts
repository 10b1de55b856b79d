import { type Matrix, matrix, rowOf } from "../../src/matrix.ts";
import { asTheyAre, type Faces } from "./faces.ts";
import { type Adapted, unadapted, type Way } from "./way.ts";

/** Parts of a sphere that the covariance is mixed with; all of it is the embedding as it was, but for the middle. */
const shrinkages = [1, 0.9, 0.7, 0.4, 0.2, 0.1];

/**
 * Within-class covariance normalisation: along directions in which pictures of one person differ, differences count
 * less (Hatch, Kajarekar, Stolcke 2006, "Within-class covariance normalization for SVM-based speaker recognition").
 * From so few people the covariance of 128 numbers is mixed with a sphere of the same trace (Ledoit and Wolf 2004).
 * Settings: how much, and whether the mean of the people is put at the origin first.
 */
export function whitening(augmented: boolean): Way {
  return {
    name: "within-class whitening",
    augmented,
    async adapt(learnt, tested) {
      const { rows, persons } = picturesOf(learnt, augmented);
      const { means, scatter } = within(rows, persons, learnt.people.length);
      const origin = { none: new Float64Array(rows.columns), "the people's mean": meanOf(means) };
      const settings = Object.entries(origin).flatMap(([name, middle]) =>
        shrinkages.map((shrinkage): Adapted => {
          const triangle = cholesky(shrunk(scatter, shrinkage));
          return { setting: `sphere ${shrinkage}, origin ${name}`, embeddings: whitened(tested, middle, triangle) };
        }),
      );
      return [{ setting: unadapted, embeddings: tested }, ...settings];
    },
  };
}

function picturesOf(faces: Faces, augmented: boolean) {
  const { labels, features, copies } = faces;
  if (!augmented) return { rows: asTheyAre(faces), persons: labels };
  const persons = Int32Array.from({ length: features.rows }, (_, row) => labels[Math.floor(row / copies)]!);
  return { rows: features, persons };
}

/** The mean of each person, and the covariance around them. */
function within({ data, rows, columns }: Matrix, persons: Int32Array, people: number) {
  const means = matrix(new Float64Array(people * columns), people, columns);
  const counts = new Float64Array(people);
  for (let row = 0; row < rows; row++) counts[persons[row]!]!++;
  for (let row = 0; row < rows; row++) {
    const mean = rowOf(means, persons[row]!);
    for (let c = 0; c < columns; c++) mean[c]! += data[row * columns + c]! / counts[persons[row]!]!;
  }
  const scatter = matrix(new Float64Array(columns * columns), columns, columns);
  for (let row = 0; row < rows; row++) {
    const mean = rowOf(means, persons[row]!);
    const away = mean.map((value, c) => data[row * columns + c]! - value);
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j < columns; j++) scatter.data[i * columns + j]! += (away[i]! * away[j]!) / rows;
    }
  }
  return { means, scatter };
}

function meanOf({ data, rows, columns }: Matrix<Float64Array>): Float64Array {
  return Float64Array.from({ length: columns }, (_, c) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += data[row * columns + c]!;
    return sum / rows;
  });
}

function shrunk({ data, rows: size }: Matrix<Float64Array>, part: number): Matrix<Float64Array> {
  let trace = 0;
  for (let i = 0; i < size; i++) trace += data[i * size + i]!;
  const mixed = data.map((value, at) => (1 - part) * value + (at % (size + 1) === 0 ? (part * trace) / size : 0));
  return matrix(mixed, size, size);
}

/** The lower triangle L of A = L L'. */
function cholesky({ data, rows: size }: Matrix<Float64Array>): Matrix<Float64Array> {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = data[i * size + j]!;
      for (let k = 0; k < j; k++) rest -= lower[i * size + k]! * lower[j * size + k]!;
      if (i === j && !(rest > 0)) throw new Error("the covariance has a direction without any spread");
      lower[i * size + j] = i === j ? Math.sqrt(rest) : rest / lower[j * size + j]!;
    }
  }
  return matrix(lower, size, size);
}

/** L⁻¹ (x - middle) of every row: its covariance, if it is L L' around the middle, becomes a sphere. */
function whitened(vectors: Matrix, middle: Float64Array, triangle: Matrix<Float64Array>): Matrix<Float64Array> {
  const { data: lower, rows: size } = triangle;
  const result = matrix(new Float64Array(vectors.rows * size), vectors.rows, size);
  for (let row = 0; row < vectors.rows; row++) {
    const [from, to] = [rowOf(vectors, row), rowOf(result, row)];
    for (let i = 0; i < size; i++) {
      let rest = from[i]! - middle[i]!;
      for (let k = 0; k < i; k++) rest -= lower[i * size + k]! * to[k]!;
      to[i] = rest / lower[i * size + i]!;
    }
  }
  return result;
}
