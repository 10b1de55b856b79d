import type { Runtime, Session } from "../../runtime/session.ts";

/**
 * The runtime, with sessions that it has loaded already: the next to load the same bytes gets the session, which is
 * warm. Creating one takes longer than all that is done with it for a picture.
 */
export function withLoaded(runtime: Runtime, loaded: ReadonlyMap<Uint8Array, Session>): Runtime {
  const left = new Map(loaded);
  return {
    ...runtime,
    load: async (model) => {
      const session = left.get(model);
      left.delete(model);
      return session ?? runtime.load(model);
    },
    close: async () => {
      const sessions = [...left.values()];
      left.clear();
      await Promise.all(sessions.map((session) => session.release()));
      await runtime.close?.();
    },
  };
}
