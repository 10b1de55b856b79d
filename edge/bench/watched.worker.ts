import { moveClock } from "./moved-clock.worker.ts";
import { prototypes } from "../fuzz/judged.ts";
import worker from "../src/worker.ts";
import type { Env } from "../src/env.ts";

export { Budget, Subject } from "../src/worker.ts";

/** The edge's worker as it is, and beside its routes two of which no worker but one under test may have. */
export default {
  fetch(request, env, context) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/under-test/clock") {
      moveClock(Number(searchParams.get("ahead")));
      return new Response("moved");
    }
    if (pathname === "/under-test/prototypes") return new Response(prototypes());
    return worker.fetch(request, env, context);
  },
} satisfies ExportedHandler<Env>;
