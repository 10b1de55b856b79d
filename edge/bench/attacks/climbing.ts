import { normalize, type UnitVector } from "@likeness/sdk/core";

/** Match or not; nothing when no further attempt is taken in the time there is. */
export type Oracle = (probe: UnitVector) => boolean | undefined;

export interface Attack {
  /** What the attacker has to begin with. */
  readonly start: UnitVector;
  /** It stands in the model's card. */
  readonly threshold: number;
  readonly oracle: Oracle;
  /** 0 to 1. */
  readonly random: () => number;
}

/** How near an attacker has come. */
export interface Climbed {
  /** Cosine of what they began with to the enrolled template, and of the best they can make after. */
  readonly from: number;
  readonly to: number;
  readonly attempts: number;
  readonly failures: number;
}

export interface Climb {
  readonly fromMatch: boolean;
  /** @returns the vector the attacker holds nearest in the end */
  run(attack: Attack): UnitVector;
}

/** No score leaves, so each of these sees match or no match, and nothing else. */
export const climbs = {
  /** Other people's vectors, one after another. */
  strangers: {
    fromMatch: false,
    run: ({ start, oracle, random }) => {
      for (;;) {
        const guess = normalize(normals(random, start.length));
        const match = oracle(guess);
        if (match === undefined) return start;
        if (match) return guess;
      }
    },
  },

  /** A step in a random direction; kept if it still matches (rejection sampling along the boundary). */
  "random walk": {
    fromMatch: true,
    run: ({ start, oracle, random }) => {
      const seen = [start];
      let at = start;
      for (;;) {
        const next = stepped(at, direction(random, at), 0.05 + 0.2 * random());
        const match = oracle(next);
        // What matched lies around the template, more or less: its mean is nearer than any of it.
        if (match === undefined) return normalize(sum(seen));
        if (match) seen.push((at = next));
      }
    },
  },

  /**
   * Steps to both sides of the boundary, each voting for its direction; then along the vote to the far side, and half
   * way back. After HopSkipJump (Chen et al. 2020), with the failures that a day allows.
   */
  "votes on the boundary": {
    fromMatch: true,
    run: ({ start, oracle, random }) => {
      let at = start;
      for (;;) {
        const votes = Array.from({ length: at.length }, () => 0);
        for (let vote = 0; vote < 160; vote++) {
          const towards = direction(random, at);
          const match = oracle(stepped(at, towards, 0.02));
          if (match === undefined) return at;
          for (let i = 0; i < votes.length; i++) votes[i]! += (match ? 1 : -1) * towards[i]!;
        }
        const found = exitAlong(oracle, at, tangent(votes, at), 0.002);
        if (found === undefined) return at;
        at = stepped(at, tangent(votes, at), found / 2);
      }
    },
  },

  /**
   * The strongest that is known here. Matches are free, so the attacker walks from within in one direction after
   * another until a failure shows where the boundary is: there the cosine to the template is the threshold, which the
   * card says. That is a linear equation in the template for each failure, exact to the length of a step; with as many of them as
   * the template has dimensions it is solved, with fewer the part that they span is known.
   */
  "an equation for each failure": {
    fromMatch: true,
    run: ({ start, threshold, oracle, random }) => {
      const step = 0.001;
      const axes: UnitVector[] = [start];
      // The start lies on the boundary, as far as its owner knows.
      const known = [threshold];
      const estimate = () => normalize(sum(axes.map((axis, i) => scaled(axis, known[i]!))));
      let inside = start;
      while (axes.length < start.length) {
        const axis = orthogonal(normals(random, start.length), axes);
        // Out of the ball on one side at once, or through it and out on the other: the sign costs an attempt.
        const isInwards = oracle(stepped(inside, axis, step));
        if (isInwards === undefined) return estimate();
        const towards = isInwards ? axis : normalize(scaled(axis, -1));
        const angle = exitAlong(oracle, inside, towards, step);
        if (angle === undefined) return estimate();
        // Near a tangent the equation says next to nothing, and that imprecisely.
        if (angle < 50 * step) continue;
        const solved = sum(axes.map((axis, k) => scaled(axis, known[k]!)));
        const own = inside.reduce((total, value, i) => total + value * solved[i]!, 0);
        // At the exit: cos(angle) t.inside + sin(angle) t.axis = threshold.
        axes.push(towards);
        known.push((threshold - Math.cos(angle) * own) / Math.sin(angle));
        // Half way through lies deeper inside: from there every direction leads out at a distance that tells more.
        inside = estimate();
      }
      return estimate();
    },
  },
} satisfies Record<string, Climb>;

/** How far it goes on matching: radians, half a step short at most. Every step but the last is a match. */
function exitAlong(oracle: Oracle, from: UnitVector, towards: UnitVector, step: number): number | undefined {
  for (let angle = step; angle < Math.PI / 2; angle += step) {
    const match = oracle(stepped(from, towards, angle));
    if (match === undefined) return undefined;
    if (!match) return angle - step / 2;
  }
  return Math.PI / 2;
}

/** Along a great circle. */
function stepped(from: UnitVector, towards: ArrayLike<number>, angle: number): UnitVector {
  return normalize(Array.from(from, (value, i) => Math.cos(angle) * value + Math.sin(angle) * towards[i]!));
}

const direction = (random: () => number, at: UnitVector): UnitVector => tangent(normals(random, at.length), at);

const tangent = (values: ArrayLike<number>, at: UnitVector): UnitVector => orthogonal(values, [at]);

/** Gram and Schmidt; the axes are orthogonal to each other. */
function orthogonal(values: ArrayLike<number>, axes: readonly UnitVector[]): UnitVector {
  const rest = Array.from(values);
  for (const axis of axes) {
    const along = rest.reduce((total, value, i) => total + value * axis[i]!, 0);
    for (let i = 0; i < rest.length; i++) rest[i]! -= along * axis[i]!;
  }
  return normalize(rest);
}

const scaled = (values: ArrayLike<number>, by: number): number[] => Array.from(values, (value) => value * by);

function sum(vectors: readonly ArrayLike<number>[]): number[] {
  const total = Array.from({ length: vectors[0]!.length }, () => 0);
  for (const vector of vectors) for (let i = 0; i < total.length; i++) total[i]! += vector[i]!;
  return total;
}

/** Normally distributed values (Box and Muller 1958). */
export function normals(random: () => number, count: number): number[] {
  return Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
}
