import type { HostOptions } from "@likeness/sdk/host";
import type { Env } from "../env.ts";
import { failureOf } from "./failure-of.ts";
import { createTenantDigest } from "./tenant-digest.ts";

/** Where lines go: `console`, outside of tests. */
export type Sink = Pick<Console, "log" | "error">;

export type Telemetry = Required<Pick<HostOptions, "onAnswer" | "onFailure">>;

/**
 * A line of JSON for each answer and each failure, and a data point for each answer where there is a dataset. Nothing
 * in either says whom a call was about, what it was proved with, or how near anybody came: [LOG4].
 */
export function createTelemetry(env: Pick<Env, "METRICS" | "NAME_SECRET">, sink: Sink = console): Telemetry {
  const digestOf = createTenantDigest(env.NAME_SECRET);

  return {
    onAnswer: ({ requestId, operation, tenant: name, status, code, milliseconds: ms }) => {
      const tenant = name === undefined ? undefined : digestOf(name);
      sink.log(JSON.stringify({ event: "answer", requestId, operation, status, code, ms, tenant }));
      // Queries name what is in a point by its place: blob1 to blob3, double1 and double2.
      env.METRICS?.writeDataPoint({
        indexes: [tenant ?? ""],
        blobs: [operation ?? "", code ?? "", requestId],
        doubles: [status, ms],
      });
    },

    onFailure: ({ requestId, error }) => {
      sink.error(JSON.stringify({ event: "failure", requestId, error: failureOf(error) }));
    },
  };
}
