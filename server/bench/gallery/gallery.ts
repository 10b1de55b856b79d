import { writeFile } from "node:fs/promises";

/** Vectors of unit length, one after the other, as a gallery of faces has them. */
export interface Gallery {
  readonly dimension: number;
  /** `count` x `dimension`. */
  readonly vectors: Float32Array;
  readonly count: number;
}

/** Cosine of a view to its person's centre: so that two views of one person are at about 0.94. */
const toCentre = 0.97;

/**
 * A person is a centre, a view of them lies near by. Directions alone are the worst case for an index that looks at
 * neighbourhoods, and nothing like faces: of the people here every fourth has two views.
 *
 * @param random from 0 up to 1
 */
export function galleryOf(count: number, dimension: number, random: () => number): Gallery {
  const vectors = new Float32Array(count * dimension);
  let centre: Float32Array = new Float32Array(dimension);
  for (let row = 0; row < count; row++) {
    const isAnotherView = row % 5 === 4;
    if (!isAnotherView) centre = direction(dimension, random);
    vectors.set(viewOf(centre, toCentre, random), row * dimension);
  }
  return { dimension, vectors, count };
}

/** Views of people who are there, as many as are asked for, one after the other. */
export function probesOf({ vectors, dimension, count }: Gallery, many: number, random: () => number): Float32Array {
  const probes = new Float32Array(many * dimension);
  for (let i = 0; i < many; i++) {
    const row = Math.floor(random() * count) * dimension;
    probes.set(viewOf(vectors.subarray(row, row + dimension), 0.94, random), i * dimension);
  }
  return probes;
}

/** For peers that read files: float32, little-endian, nothing else. */
export async function writeRaw(path: string, vectors: Float32Array): Promise<void> {
  await writeFile(path, new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength));
}

function viewOf(centre: Float32Array, cosine: number, random: () => number): Float32Array {
  const noise = direction(centre.length, random);
  const share = Math.sqrt(1 - cosine ** 2);
  return unit(centre.map((value, i) => cosine * value + share * noise[i]!));
}

function direction(dimension: number, random: () => number): Float32Array {
  const values = new Float32Array(dimension);
  // Four uniform numbers are near enough to a normal one (Irwin and Hall 1927), and quick.
  for (let i = 0; i < dimension; i++) values[i] = random() + random() + random() + random() - 2;
  return unit(values);
}

function unit(values: Float32Array): Float32Array {
  let squares = 0;
  for (const value of values) squares += value * value;
  const scale = 1 / Math.sqrt(squares);
  for (let i = 0; i < values.length; i++) values[i]! *= scale;
  return values;
}
