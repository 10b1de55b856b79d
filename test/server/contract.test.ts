import { afterAll } from "vitest";
import { parseSigningKeys, parseKeyRing } from "@likeness/sdk/host";
import { createClient } from "@likeness/sdk/client";
import type { EmbedderCard } from "@likeness/sdk/core";
import { createApp, engineOf, openStore, type EngineName } from "@likeness/server";
import card from "../../models/cards/dlib-resnet.json" with { type: "json" };
import { collectionsSuite } from "../contract/collections.ts";
import { contractSuite } from "../contract/suite.ts";
import { newSigningKey } from "../fixtures/signing-key.ts";
import { keyRing } from "../fixtures/keys.ts";

const signingKeys = parseSigningKeys(await newSigningKey());

/** The whole server but its socket, over each engine. */
function serverUnderTest(name: EngineName) {
  const store = openStore(":memory:");
  const app = createApp({
    store,
    engine: engineOf(name),
    cards: [card as unknown as EmbedderCard],
    keys: parseKeyRing(JSON.stringify(keyRing)),
    signingKeys,
    onFailure: ({ error }) => console.error(error),
  });
  afterAll(async () => {
    await app.close();
    store.close();
  });
  const endpoint = "http://server.test";
  const fetch: typeof globalThis.fetch = async (...request) => app.fetch(new Request(...request));
  return { endpoint, fetch, collection: "staff", client: (key: string) => createClient({ endpoint, key, fetch }) };
}

for (const engine of ["scan", "flat"] as const) {
  const host = serverUnderTest(engine);
  contractSuite(`server (${engine})`, () => host);
  collectionsSuite(`server (${engine})`, () => host);
}
