// Test support: a host as a device sees it, with a network that can be cut.

import { generateKeyPair } from "jose/key/generate/keypair";
import type { AuditsBody, HostKeys, SubjectAddress } from "../contract/messages.ts";
import { embedderCard } from "../core/card.fixture.ts";
import { normalize, Problem, type ProblemCode, type Template } from "../core/index.ts";
import { digestOf } from "../device/digest.ts";
import { grantFormat, signGrant, type GrantClaims } from "./grant.ts";
import type { OfflineHost } from "./offline-host.ts";
import { publicJwkOf, thumbprintOf } from "../device/public-jwk.ts";
import { sealTemplates } from "./sealed-templates.ts";
import type { Signer } from "../device/signed.ts";

export const { modelId, calibration } = embedderCard();
export const ada: SubjectAddress = { collection: "staff", subject: "ada" };
export const enrolled: Template[] = [
  { modelId, vector: normalize([1, 2, 2, 4]) },
  { modelId, vector: normalize([1, 2, 3, 4]) },
];
export const mated: Template = { modelId, vector: normalize([1, 2.1, 2, 4]) };
export const nonMated: Template = { modelId, vector: normalize([4, -2, 2, -1]) };

/** Milliseconds: the time at which everything begins. */
export const start = Date.parse("2026-01-02T03:04:05.000Z");

export async function signingKey(): Promise<{ signer: Signer; keys: HostKeys }> {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const jwk = await publicJwkOf(publicKey);
  const kid = await thumbprintOf(jwk);
  return { signer: { key: privateKey, kid }, keys: { keys: [{ ...jwk, kid, use: "sig", alg: "ES256" }] } };
}

export interface HostFixture {
  readonly client: OfflineHost;
  readonly keys: HostKeys;
  /** What the host answers every call with; none while it answers as it should. */
  problem: ProblemCode | undefined;
  /** Changes what the next grants say. */
  changes: Partial<GrantClaims>;
  readonly handedIn: { readonly address: SubjectAddress; readonly body: AuditsBody }[];
}

export async function hostFixture(): Promise<HostFixture> {
  const { signer, keys } = await signingKey();
  const answering = () => {
    if (host.problem) throw new Problem(host.problem);
  };
  let given = 0;
  const host: HostFixture = {
    keys,
    problem: undefined,
    changes: {},
    handedIn: [],
    client: {
      verify: async (_, probe) => {
        answering();
        const threshold = { score: 0.7, fmr: 1e-4 };
        return { match: true, modelId: probe.modelId, threshold, keyBound: false, liveness: "none" };
      },
      keys: async () => {
        answering();
        return keys;
      },
      grantOffline: async (address, { deviceKey, maxAge = 86_400, targetFmr = 1e-4 }) => {
        answering();
        const sealed = await sealTemplates(enrolled, deviceKey.sealing);
        const iat = start / 1000;
        const claims: GrantClaims = {
          format: grantFormat,
          iss: "urn:likeness:fixture",
          jti: `grant-${++given}`,
          iat,
          exp: iat + maxAge,
          tenant: "acme",
          ...address,
          modelId,
          cnf: { jwk: deviceKey.signing },
          sealed: await digestOf(sealed),
          templates: enrolled.length,
          targetFmr,
          thresholds: calibration.thresholds,
          maxFailures: 3,
          ...host.changes,
        };
        return {
          grant: await signGrant(claims, signer),
          sealed,
          expiresAt: new Date(claims.exp * 1000).toISOString(),
        };
      },
      sendAudits: async (address, body) => {
        answering();
        host.handedIn.push({ address, body });
        return { added: body.audits.length, known: 0 };
      },
    },
  };
  return host;
}
