import type { Env as Bindings } from "./env.ts";

declare global {
  namespace Cloudflare {
    /** What `env` of `cloudflare:workers` holds. */
    interface Env extends Bindings {}
    interface GlobalProps {
      mainModule: typeof import("./worker.ts");
    }
  }
}
