import type { EmbedderCard } from "@likeness/sdk/core";
import { parseKeyRing } from "@likeness/sdk/host";
import { createApp, engineOf, openStore } from "@likeness/server";
import card from "../../models/cards/dlib-resnet.json" with { type: "json" };
import { keyRing, links, remoteKeys } from "../fixtures/keys.ts";

export { remoteKeys };

export const remoteUrl = "http://server.test";

/** The real server, in this process, as what the worker under test reaches when it calls out. */
export function remoteServer(): (request: Request) => Promise<Response> {
  const app = createApp({
    store: openStore(":memory:"),
    engine: engineOf("faiss"),
    cards: [card as unknown as EmbedderCard],
    keys: parseKeyRing(JSON.stringify(keyRing)),
    links,
  });
  return async (request) => {
    if (!request.url.startsWith(remoteUrl)) {
      return new Response(`nothing but the server: ${request.url}`, { status: 500 });
    }
    // A tenant that is cut off meets what a dead server behind a proxy gives.
    if (request.headers.get("Likeness-Link")?.startsWith(`key=${remoteKeys["cut-off"].id},`)) {
      return new Response("Bad gateway", { status: 502 });
    }
    return app.fetch(request);
  };
}
