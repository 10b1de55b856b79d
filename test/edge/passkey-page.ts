// What the page of passkey.e2e.test.ts can do: a customer's page, with the SDK and nothing else.

import { createClient, type Client, type ClientOptions } from "@likeness/sdk/client";
import { normalize, Problem, type Template } from "@likeness/sdk/core";
import { keySigner, passkeySigner, type DeviceSigner } from "@likeness/sdk/device/browser";
import { indexedDbStore } from "@likeness/sdk/offline/browser";

const signers = {
  key: keySigner(indexedDbStore(), { label: "this browser" }),
  passkey: passkeySigner({ name: "These tests", label: "an authenticator" }),
} satisfies Record<string, DeviceSigner>;

export type SignerName = keyof typeof signers;

/** As it comes through the protocol of the browser that is driven. */
export interface SentTemplate {
  readonly modelId: string;
  readonly vector: readonly number[];
}

/** A value, or the code of the problem that was thrown. */
export type Outcome<Value> = { readonly value: Value } | { readonly code: string };

export interface TestPage {
  /** As a client whose device is the one named. */
  as<Value>(options: ClientOptions, name: SignerName, call: (client: Client) => Promise<Value>): Promise<Outcome<Value>>;
  template(sent: SentTemplate): Template;
  readonly signers: typeof signers;
}

const testPage: TestPage = {
  as: async (options, name, call) => {
    try {
      return { value: await call(createClient({ ...options, device: signers[name] })) };
    } catch (error) {
      if (error instanceof Problem) return { code: error.code };
      throw error;
    }
  },
  template: ({ modelId, vector }) => ({ modelId, vector: normalize(vector) }),
  signers,
};

declare global {
  var testPage: TestPage;
}
globalThis.testPage = testPage;
