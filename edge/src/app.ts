import { createHost, createModels, parseSigningKeys, parseKeyRing } from "@likeness/sdk/host";
import { cards } from "./cards.ts";
import type { Env } from "./env.ts";
import { edgeGallery } from "./gallery.ts";
import { createRemotes } from "./remote.ts";

/** The worker's app over its bindings. */
export function createApp(env: Env) {
  const models = createModels(cards);
  return createHost({
    service: "edge",
    models,
    gallery: edgeGallery(env.SUBJECTS, createRemotes(env), models),
    keys: parseKeyRing(env.KEYS ?? "{}"),
    signingKeys: env.SIGNING_KEY ? parseSigningKeys(env.SIGNING_KEY) : undefined,
    origins: env.ORIGINS?.split(",").filter(Boolean) ?? [],
    onFailure: ({ requestId, error }) =>
      console.error(JSON.stringify({ event: "failure", requestId, error: String(error) })),
  });
}
