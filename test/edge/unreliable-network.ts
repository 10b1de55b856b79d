import { setImmediate } from "node:timers/promises";
import fc from "fast-check";

/**
 * What becomes of a request. `late`: it arrives when everybody has given it up. `twice`: a copy of it arrives later.
 * `dies`: nobody is there any more to hear the answer, nor that there was none.
 */
export type Fate = (typeof fates)[number];

const fates = ["arrives", "lost", "answer lost", "late", "twice", "dies unsent", "dies unanswered"] as const;

/** Four requests of ten arrive and are answered; that is worse than any network, and few histories go well. */
export const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 3, arbitrary: fc.constant("arrives") },
  { weight: 7, arbitrary: fc.constantFrom(...fates) },
);

export interface Network {
  readonly fetch: typeof fetch;
  /** Lets one of the requests arrive that are late. */
  arriveLate(which: number): Promise<void>;
  readonly late: number;
  /** Resolves when the sender dies. */
  readonly death: Promise<"died">;
}

/**
 * A network that loses, delays, doubles and reorders, as it is told to; without chance of its own.
 *
 * @param fateOf the next request's
 * @param meanwhile what happens while a request is on its way
 */
export function unreliableNetwork(
  server: (request: Request) => Promise<Response>,
  fateOf: () => Fate,
  meanwhile: () => Promise<void>,
): Network {
  const late: Request[] = [];
  let { promise: death, resolve: die } = Promise.withResolvers<"died">();
  const lost = () => new TypeError("the network is down");

  const dies = (): Promise<never> => {
    die("died");
    ({ promise: death, resolve: die } = Promise.withResolvers<"died">());
    return new Promise(() => {});
  };

  return {
    fetch: async (...sent) => {
      const request = new Request(...sent);
      const fate = fateOf();
      await meanwhile();
      switch (fate) {
        case "lost":
          throw lost();
        case "late":
          late.push(request);
          throw lost();
        case "dies unsent":
          return dies();
        default:
      }
      if (fate === "twice") late.push(request.clone());
      const answer = await server(request);
      await meanwhile();
      if (fate === "answer lost") throw lost();
      return fate === "dies unanswered" ? dies() : answer;
    },

    arriveLate: async (which) => {
      const [request] = late.length > 0 ? late.splice(which % late.length, 1) : [];
      if (request) await server(request);
      await setImmediate();
    },

    get late() {
      return late.length;
    },
    get death() {
      return death;
    },
  };
}
