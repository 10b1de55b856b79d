import { DurableObject } from "cloudflare:workers";
import { take, type Count, type Taken, type Wanted } from "./count.ts";

const key = "count";

/**
 * The calls of one address or one tenant, over all isolates. What it has given is kept before the answer leaves, so that
 * a restart fills nothing up. It knows neither address nor tenant.
 */
export class Budget extends DurableObject {
  take(wanted: Wanted): Taken {
    const { storage } = this.ctx;
    const kept = storage.kv.get<Count>(key);
    const { taken, count } = take(kept, wanted, Date.now());
    if (taken.granted > 0) storage.kv.put(key, count);
    // Not awaited: written in the same turn, before the answer leaves.
    if (!kept && taken.granted > 0) void storage.setAlarm(count.endsAt);
    return taken;
  }

  /** A window that is over needs no remembering: who called once leaves nothing behind. */
  override async alarm(): Promise<void> {
    const { storage } = this.ctx;
    const kept = storage.kv.get<Count>(key);
    if (kept && kept.endsAt > Date.now()) await storage.setAlarm(kept.endsAt);
    else await storage.deleteAll();
  }
}
