import type { Limits } from "@likeness/sdk/host";
import { gate, type Gate } from "./gate.ts";

/** `search` reads memory; `rows` the store, a call at a time; `stream` goes on for as long as there is more. */
export type Work = "search" | "rows" | "stream";

export interface AdmissionOptions {
  /** Calls that are worked on side by side. */
  readonly atOnce: Readonly<Record<Work, number>>;
  /** Milliseconds that a call may be expected to wait before it is let in. */
  readonly patience: number;
}

/**
 * Searches that wait are searched together, and changes that wait share a commit: many at once are served sooner, up to
 * where they have nothing more in common.
 */
export const defaultAdmission: AdmissionOptions = { atOnce: { search: 48, rows: 256, stream: 8 }, patience: 100 };

/** Of those that are known to nobody yet, for each that is worked on. */
const waitingEach = 2;

/** Admission by what a call is for, as a host's limits: [ADM1]. */
export function admission({
  atOnce,
  patience,
}: AdmissionOptions): Limits & { readonly gates: Readonly<Record<Work, Gate>> } {
  const gateFor = (many: number) => gate({ atOnce: many, patience, mostWaiting: many * waitingEach });
  const gates = { search: gateFor(atOnce.search), rows: gateFor(atOnce.rows), stream: gateFor(atOnce.stream) };
  return {
    gates,
    admit: async (incoming) => {
      // It is refused anyway, and sooner than it would be let in.
      if (!incoming.caller) return { headers: {} };
      const release = await gates[workOf(incoming.request)].enter(() => incoming.signal);
      return { headers: {}, release };
    },
    refused: async () => {},
  };
}

/** What a call is for, by its address alone: whether there is such a route is found out later. */
export function workOf({ url }: Pick<Request, "url">): Work {
  const end = url.indexOf("?");
  const path = end === -1 ? url : url.slice(0, end);
  if (/:(identify|similar)$/.test(path)) return "search";
  return /:group$|\/v1\/collections\/[^/]+\/templates$/.test(path) ? "stream" : "rows";
}
