import type { EmbedderCard } from "@likeness/sdk/core";
import { createApp, engineOf, openStore } from "@likeness/server";
import card from "../../../models/cards/dlib-resnet.json" with { type: "json" };
import type { Credentials } from "./credentials.ts";

/** The identification server, in this process, as the worker under test reaches it. */
export interface Remote {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly store: ReturnType<typeof openStore>;
}

/** @param file where it keeps what it is told; in memory if nothing is said */
export function startRemote({ links }: Pick<Credentials, "links">, file = ":memory:"): Remote {
  const store = openStore(file);
  const app = createApp({
    store,
    engine: engineOf("flat"),
    cards: [card as unknown as EmbedderCard],
    keys: {},
    links,
  });
  return { store, fetch: async (request) => app.fetch(request) };
}
