import { DurableObject } from "cloudflare:workers";
import { decideVerification, normalize, type Template } from "@likeness/sdk/core";
import type { Address } from "../../src/address.ts";
import { cards } from "../../src/cards.ts";
import { challengeLife, checkChallenge, issueChallenge } from "../../src/challenge.ts";
import type { SubjectEnv } from "../../src/subject/subject-env.ts";
import { objectName } from "../../src/object-name.ts";
import { defaultPolicy } from "../../src/policy.ts";
import { type SubjectParts, subjectParts } from "../../src/subject/subject-parts.ts";
import type { PartName } from "./part-names.ts";

const address: Address = { tenant: "acme", collection: "bench", subject: "ada" };
const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const hmac = { name: "HMAC", hash: "SHA-256" };
/** Of a verification with one probe. */
const body = new Uint8Array(760);
const card = cards[0]!;
const template: Template = {
  modelId: card.modelId,
  vector: normalize(Array.from({ length: card.dimension }, (_, i) => Math.sin(i + 1))),
};

/** One part of a verification, as often as is asked: what it takes follows from how long many take more than few. */
export class Parts extends DurableObject<SubjectEnv> {
  async repeat(name: PartName, times: number): Promise<void> {
    const parts = subjectParts(this.ctx, this.env);
    const part = await this.#prepared(name, parts);
    for (let i = 0; i < times; i++) await part();
  }

  async #prepared(name: PartName, parts: SubjectParts): Promise<() => unknown> {
    switch (name) {
      case "ECDSA": {
        const { privateKey, publicKey } = (await crypto.subtle.generateKey(ecdsa, false, [
          "sign",
          "verify",
        ])) as CryptoKeyPair;
        const statement = new Uint8Array(300);
        const signature = await crypto.subtle.sign(ecdsa, privateKey, statement);
        return () => crypto.subtle.verify(ecdsa, publicKey, signature, statement);
      }
      case "HMAC": {
        // The object's name and the challenge.
        const key = (await crypto.subtle.generateKey(hmac, false, ["sign", "verify"])) as CryptoKey;
        const { nonce } = await issueChallenge(key, address, new Date());
        return async () => {
          await objectName(key, address);
          await checkChallenge(key, address, nonce, new Date(0));
        };
      }
      case "SHA-256": {
        // The API key and the body.
        const key = new Uint8Array(43);
        return async () => {
          await crypto.subtle.digest("SHA-256", key);
          await crypto.subtle.digest("SHA-256", body);
        };
      }
      case "AES-GCM": {
        const algorithm = { name: "AES-GCM", iv: new Uint8Array(12), additionalData: new Uint8Array(150) };
        const key = (await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
          "encrypt",
          "decrypt",
        ])) as CryptoKey;
        const sealed = await crypto.subtle.encrypt(algorithm, key, new Uint8Array(4 * card.dimension));
        return () => crypto.subtle.decrypt(algorithm, key, sealed);
      }
      case "storage":
        return this.#storage(parts);
      case "compare":
        return () => decideVerification(card.calibration, template.vector, [template], 1e-4);
      default:
        return name satisfies never;
    }
  }

  /** The two transactions, each durable before the next is begun. */
  #storage({ spent, attempts, log, vault, devices, transaction }: SubjectParts): () => Promise<void> {
    const { storage } = this.ctx;
    return async () => {
      const now = new Date();
      const nonce = crypto.randomUUID();
      const attempt = transaction(() => {
        devices.get("nobody's");
        vault.state();
        spent.spend(nonce, now.getTime() + challengeLife, now.getTime());
        return attempts.begin(defaultPolicy, now);
      });
      await storage.sync();
      transaction(() => {
        attempts.matched(attempt);
        log.append("verified", "device:bench", { match: true, modelId: card.modelId, fmr: 1e-4 }, now);
      });
      await storage.sync();
    };
  }
}

interface Bindings extends SubjectEnv {
  readonly PARTS: DurableObjectNamespace<Parts>;
}

export default {
  async fetch(request, { PARTS }) {
    const { searchParams } = new URL(request.url);
    await PARTS.get(PARTS.newUniqueId()).repeat(
      searchParams.get("name") as PartName,
      Number(searchParams.get("times")),
    );
    return new Response("done");
  },
} satisfies ExportedHandler<Bindings>;
