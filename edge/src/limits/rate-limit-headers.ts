import { windowLength } from "./count.ts";

/** One of the limits that a call was held to. */
export interface Held {
  readonly policy: "address" | "tenant";
  readonly limit: number;
  readonly left: number;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
}

/** Whole seconds until the window ends; never 0, which would say that it has. */
export const secondsUntil = (endsAt: number, now: number): number => Math.max(1, Math.ceil((endsAt - now) / 1000));

/** What a caller is told of its limits: draft-ietf-httpapi-ratelimit-headers-11, sections 3 and 4. */
export function rateLimitHeaders(held: readonly Held[], now: number): Record<string, string> {
  const window = windowLength / 1000;
  return {
    "RateLimit-Policy": held.map(({ policy, limit }) => `"${policy}";q=${limit};w=${window}`).join(", "),
    RateLimit: held.map(({ policy, left, endsAt }) => `"${policy}";r=${left};t=${secondsUntil(endsAt, now)}`).join(", "),
  };
}
