import { DurableObject } from "cloudflare:workers";
import { cosine, decideVerification, normalize, Problem, type UnitVector } from "@likeness/sdk/core";
import { defaultTargetFmr } from "@likeness/sdk/contract";
import { createAttempts } from "../../src/attempts/attempts.ts";
import { cards } from "../../src/cards.ts";
import { defaultPolicy } from "../../src/policy.ts";
import { seeded } from "../under-test/seeded.ts";
import { type Climb, type Climbed, climbs, normals, type Oracle } from "./climbing.ts";

/** Of one address: two of six hundred calls a minute, one for the challenge. */
const perVerification = 200;
const day = 86_400_000;

/** Attempts are counted by the worker's own code, in an object's own SQLite; only the clock is the attack's. */
export class Attacked extends DurableObject {
  climb(name: keyof typeof climbs, seed: number, days: number): Climbed {
    const random = seeded(seed);
    const { calibration, dimension } = cards[0]!;
    const enrolled = normalize(normals(random, dimension));
    const threshold = decideVerification(calibration, enrolled, [{ vector: enrolled }], defaultTargetFmr).threshold
      .score;
    const climb: Climb = climbs[name];
    const start = climb.fromMatch
      ? justMatching(enrolled, threshold, normals(random, dimension))
      : normalize(normals(random, dimension));

    return this.ctx.storage.transactionSync(() => {
      const attempts = createAttempts(this.ctx.storage.sql);
      attempts.erase();
      let now = Date.UTC(2026, 0, 1);
      const ends = now + days * day;
      let tried = 0;
      let failures = 0;
      const oracle: Oracle = (probe) => {
        for (;;) {
          now += perVerification;
          if (now >= ends) return undefined;
          try {
            const attempt = attempts.begin(defaultPolicy, new Date(now));
            tried += 1;
            const { match } = decideVerification(calibration, probe, [{ vector: enrolled }], defaultTargetFmr);
            if (match) attempts.matched(attempt);
            else failures += 1;
            return match;
          } catch (problem) {
            if (!(problem instanceof Problem) || problem.code !== "attempts_delayed") return undefined;
            now += problem.retryAfter! * 1000;
          }
        }
      };
      const best = climb.run({ start, threshold, oracle, random });
      return { from: cosine(start, enrolled), to: cosine(best, enrolled), attempts: tried, failures };
    });
  }
}

/** On the threshold, by a hair's breadth inside. */
function justMatching(enrolled: UnitVector, threshold: number, direction: readonly number[]): UnitVector {
  const along = direction.reduce((sum, value, i) => sum + value * enrolled[i]!, 0);
  const across = normalize(direction.map((value, i) => value - along * enrolled[i]!));
  const angle = Math.acos(threshold) - 1e-6;
  return normalize(Array.from(enrolled, (value, i) => value * Math.cos(angle) + across[i]! * Math.sin(angle)));
}

interface Bindings {
  readonly ATTACKED: DurableObjectNamespace<Attacked>;
}

export default {
  async fetch(request, { ATTACKED }) {
    const { searchParams } = new URL(request.url);
    const stub = ATTACKED.get(ATTACKED.newUniqueId());
    const name = searchParams.get("name") as keyof typeof climbs;
    return Response.json(await stub.climb(name, Number(searchParams.get("seed")), Number(searchParams.get("days"))));
  },
} satisfies ExportedHandler<Bindings>;
