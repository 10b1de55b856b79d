import type { Server } from "node:http";
import { Problem } from "@likeness/sdk/core";

/** [ADM3] */
export interface Leaving {
  /** Of readiness: whether nothing is to be sent here any more. */
  problem(): Problem | undefined;
  /** Takes no new connection, answers what was begun, within the time that there is. */
  leave(server: Server, graceSeconds: number): Promise<void>;
}

export function leaving(): Leaving {
  let isLeaving = false;
  return {
    problem: () => (isLeaving ? new Problem("overloaded", "the server is leaving", { retryAfter: 1 }) : undefined),
    leave: async (server, graceSeconds) => {
      isLeaving = true;
      const late = setTimeout(() => server.closeAllConnections(), graceSeconds * 1_000);
      // Closes those that wait for a next call as well; others when they are answered.
      await new Promise((closed) => server.close(closed));
      clearTimeout(late);
    },
  };
}
