import { createClient } from "@likeness/sdk/client";
import { normalize, type Template } from "@likeness/sdk/core";
import { keySigner, passkeySigner } from "@likeness/sdk/device/browser";
import { indexedDbStore } from "@likeness/sdk/offline/browser";

/** What a page does, for a test that drives it. */
const page = {
  client(endpoint: string, key: string, kind: "key" | "passkey") {
    return createClient({ endpoint, key, retries: 0, device: page.signer(kind) });
  },
  signer(kind: "key" | "passkey") {
    return kind === "passkey" ? passkeySigner({ name: "Likeness", label: "a passkey" }) : keySigner(indexedDbStore());
  },
  template(modelId: string, values: number[]): Template {
    return { modelId, vector: normalize(values) };
  },
};

export type PasskeyPage = typeof page;

Object.assign(window, { likeness: page });
