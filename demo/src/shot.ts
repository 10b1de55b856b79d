import type { Face, Timings } from "@likeness/sdk/face/node";

/** One view of a person, looked at when its turn comes. */
export interface Shot {
  /** What it is, for the table: a file's name, or how it was shot again. */
  readonly label: string;
  /** @throws Problem if there is no face to use */
  look(): Promise<Look>;
}

export interface Look {
  readonly face: Face;
  readonly timings: Timings;
}

/** Somebody to enrol with the first shot that is good enough, and to recognise in the others. */
export interface Person {
  /** For people to read. */
  readonly name: string;
  /** To enrol with, in this order. */
  readonly candidates: readonly Shot[];
  /** To recognise by, whichever shot was enrolled. */
  probes(enrolled: Shot): readonly Shot[];
}
