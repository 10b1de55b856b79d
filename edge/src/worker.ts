import { createApp } from "./app.ts";
import type { Env } from "./env.ts";
import { runRotation } from "./sealing/rotation-job.ts";

export { Budget } from "./limits/budget.ts";
export { Subject } from "./subject/subject.ts";

/** Bindings are the same for all requests of an isolate, so the app is made once. */
const apps = new WeakMap<Env, ReturnType<typeof createApp>>();

export default {
  fetch(request, env, context) {
    let app = apps.get(env);
    if (!app) apps.set(env, (app = createApp(env)));
    return app.fetch(request, env, context);
  },

  scheduled: (_, env) => runRotation(env),
} satisfies ExportedHandler<Env>;
