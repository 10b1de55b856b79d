// Test support: pictures of people who are nowhere.

import { normalize } from "@likeness/sdk/core";
import { seeded } from "../../random.ts";
import type { Pictured } from "./pictured.ts";

export interface Drawn {
  readonly people: number;
  /** Of each. */
  readonly pictures: number;
  /** How far pictures of a person lie apart: of a good one, and of one in three that is bad and says so. */
  readonly spread: number;
  readonly badSpread?: number;
}

const dimension = 16;

/** Each person is a direction by chance, each picture that and noise. */
export function drawPeople({ people, pictures, spread, badSpread = spread }: Drawn, seed = 1): Pictured[] {
  const random = seeded(seed);
  const around = (middle: readonly number[], by: number) => middle.map((value) => value + by * random.normal());
  return Array.from({ length: people }, (_, person) => {
    const middle = around(Array(dimension).fill(0) as number[], 1);
    return Array.from({ length: pictures }, (_, picture): Pictured => {
      const isBad = picture % 3 === 0;
      const seen = around(middle, isBad ? badSpread : spread);
      return {
        person: `person ${person}`,
        plain: normalize(seen),
        mirrored: normalize(around(seen, spread / 10)),
        quality: isBad && badSpread > spread ? 0.1 : 0.9,
      };
    });
  }).flat();
}
