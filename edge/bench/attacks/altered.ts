import { newDeviceHeader, proofHeader } from "@likeness/sdk/contract";
import { encodeTemplate, type Template } from "@likeness/sdk/core";
import { type KeyProof, type ProvedRequest, readProof, writeProof } from "@likeness/sdk/device";
import {
  type Credentials,
  digestOf,
  type Enrolled,
  type OpenDevice,
  type Prepared,
  signed,
  withKey,
} from "../under-test/index.ts";

/** What an alteration has to work with: a request that is right as it stands, and things that are right elsewhere. */
export interface Scene {
  readonly who: Enrolled;
  /** Somebody else of the tenant's, enrolled. */
  readonly other: Enrolled;
  /** A second device of `who`. */
  readonly second: OpenDevice;
  readonly nonce: string;
  /** A challenge of `who` that nothing was signed over. */
  readonly fresh: string;
  /** A challenge of `other`. */
  readonly others: string;
  /** A challenge that another tenant was given, for its own subject of the same name. */
  readonly foreign: string;
  readonly probe: Template;
  /** Another view of `who` that matches as well. */
  readonly anotherProbe: Template;
  readonly credentials: Credentials;
  /** 0 to 1. */
  readonly random: () => number;
}

export type Alteration = (scene: Scene) => Prepared;

const bodyOf = (probe: Template) => Buffer.from(JSON.stringify({ probe: encodeTemplate(probe) }));
const pathOf = ({ address: { collection, subject } }: Enrolled) =>
  `/v1/collections/${collection}/subjects/${subject}:verify`;

function requestOf({ who, probe }: Scene): ProvedRequest {
  const { tenant, address } = who;
  return {
    method: "POST",
    path: pathOf(who),
    tenant,
    ...address,
    modelId: probe.modelId,
    body: digestOf(bodyOf(probe)),
  };
}

/** As it should be, but for what is given. */
function sent(scene: Scene, change: Partial<Prepared> & { readonly proof?: Partial<KeyProof> } = {}): Prepared {
  const { who, nonce, probe, credentials } = scene;
  const { proof, headers, ...rest } = change;
  const right: KeyProof = {
    kind: "key",
    nonce,
    device: who.device.id,
    signature: signed(who.device, requestOf(scene), nonce),
  };
  return {
    method: "POST",
    path: pathOf(who),
    body: bodyOf(probe),
    ...rest,
    headers: { ...withKey(credentials.own.publishable), [proofHeader]: writeProof({ ...right, ...proof }), ...headers },
  };
}

/** Sent as it should be, but signed over another statement. */
const over =
  (change: (scene: Scene) => Partial<ProvedRequest>): Alteration =>
  (scene) =>
    sent(scene, {
      proof: { signature: signed(scene.who.device, { ...requestOf(scene), ...change(scene) }, scene.nonce) },
    });

/** Signed as it should be; one bit of the body is another. */
const bodyBit: Alteration = (scene) => {
  const body = Buffer.from(bodyOf(scene.probe));
  const at = Math.floor(scene.random() * body.length);
  body[at]! ^= 1 << Math.floor(scene.random() * 8);
  return sent(scene, { body });
};

function flipped(base64Url: string, random: () => number): string {
  const bytes = Buffer.from(base64Url, "base64url");
  const at = Math.floor(random() * bytes.length);
  bytes[at]! ^= 1 << Math.floor(random() * 8);
  return bytes.toString("base64url");
}

const signatureOf = (prepared: Prepared) => (readProof(prepared.headers[proofHeader]!) as KeyProof).signature;

/** Every field of a statement, every header that carries evidence, and the body's bytes. */
export const alterations: Readonly<Record<string, Alteration>> = {
  "statement: method": over(({ random }) => ({ method: ["GET", "PUT", "post", "DELETE"][Math.floor(random() * 4)]! })),
  "statement: path": over(({ who }) => ({ path: `${pathOf(who)}?` })),
  "statement: verb": over(({ who }) => ({ path: pathOf(who).replace(":verify", "/templates") })),
  "statement: tenant": over(() => ({ tenant: "umbrella" })),
  "statement: collection": over(() => ({ collection: "elsewhere" })),
  "statement: subject": over(({ other }) => ({ subject: other.address.subject })),
  "statement: fields that run together": over(({ who }) => ({
    collection: `${who.address.collection}\n${who.address.subject}`,
  })),
  "statement: modelId": over(() => ({ modelId: "other-net@0000000000000000" })),
  "statement: no modelId": over(() => ({ modelId: undefined })),
  "statement: body": over(({ anotherProbe }) => ({ body: digestOf(bodyOf(anotherProbe)) })),
  "statement: body's digest in hex": over(({ probe }) => ({
    body: Buffer.from(digestOf(bodyOf(probe)), "base64url").toString("hex"),
  })),
  "statement: nonce": (scene) =>
    sent(scene, { proof: { signature: signed(scene.who.device, requestOf(scene), scene.fresh) } }),
  "sent: another path with the query": (scene) => sent(scene, { path: `${pathOf(scene.who)}?a=1` }),
  "sent: the same path in other words": (scene) =>
    sent(scene, {
      path: pathOf(scene.who)
        .replace("subjects/", "subjects/%")
        .replace(/%(.)/, (_, c: string) => `%${c.charCodeAt(0).toString(16)}`),
    }),
  "sent: to another subject": (scene) => sent(scene, { path: pathOf(scene.other) }),
  "sent: with another tenant's key": (scene) => sent(scene, { headers: withKey(scene.credentials.other.publishable) }),
  "sent: another probe": (scene) => sent(scene, { body: bodyOf(scene.anotherProbe) }),
  "sent: one bit of the body": bodyBit,
  "sent: a space after the body": (scene) =>
    sent(scene, { body: Buffer.concat([bodyOf(scene.probe), Buffer.from(" ")]) }),
  "sent: a field more": (scene) =>
    sent(scene, { body: Buffer.from(JSON.stringify({ probe: encodeTemplate(scene.probe), targetFmr: 0.5 })) }),
  "proof: another nonce": (scene) => sent(scene, { proof: { nonce: scene.fresh } }),
  "proof: one bit of the nonce": (scene) => sent(scene, { proof: { nonce: flipped(scene.nonce, scene.random) } }),
  "proof: another of the subject's devices": (scene) => sent(scene, { proof: { device: scene.second.id } }),
  "proof: another subject's device": (scene) => sent(scene, { proof: { device: scene.other.device.id } }),
  "proof: one bit of the signature": (scene) =>
    sent(scene, { proof: { signature: flipped(signatureOf(sent(scene)), scene.random) } }),
  "proof: r and s exchanged": (scene) => {
    const bytes = Buffer.from(signatureOf(sent(scene)), "base64url");
    return sent(scene, {
      proof: { signature: Buffer.concat([bytes.subarray(32), bytes.subarray(0, 32)]).toString("base64url") },
    });
  },
  // CVE-2022-21449: an implementation that forgot to look took these for everybody's signature.
  "proof: r and s are 0": (scene) => sent(scene, { proof: { signature: Buffer.alloc(64).toString("base64url") } }),
  "proof: as a passkey's": (scene) => {
    const { nonce, who } = scene;
    const proof = { kind: "passkey", nonce, device: who.device.id, signature: signatureOf(sent(scene)) } as const;
    const empty = Buffer.from("{}").toString("base64url");
    const passkey = { ...proof, authenticatorData: Buffer.alloc(37).toString("base64url"), clientDataJSON: empty };
    return sent(scene, { headers: { [proofHeader]: writeProof(passkey) } });
  },
  "proof: in the header of a new device": (scene) => {
    const { headers, ...rest } = sent(scene);
    const { [proofHeader]: proof, ...others } = headers;
    return { ...rest, headers: { ...others, [newDeviceHeader]: proof! } };
  },
  "proof: left out": (scene) => {
    const { headers, ...rest } = sent(scene);
    const { [proofHeader]: _, ...others } = headers;
    return { ...rest, headers: others };
  },
};

/** Signed rightly by and for `other`, and sent where it does not belong. */
export const crossings: Readonly<Record<string, Alteration>> = {
  "another's whole request, under this subject's name": (scene) => {
    const { who, other, probe } = scene;
    return sent({ ...scene, who: other, other: who, nonce: scene.others }, { path: pathOf(who), body: bodyOf(probe) });
  },
  "another's device, over this subject's statement and challenge": (scene) => {
    const { other, nonce } = scene;
    return sent(scene, {
      proof: { device: other.device.id, signature: signed(other.device, requestOf(scene), nonce) },
    });
  },
  "another's device, over this subject's statement and its own challenge": (scene) => {
    const { other, others } = scene;
    const signature = signed(other.device, requestOf(scene), others);
    return sent(scene, { proof: { nonce: others, device: other.device.id, signature } });
  },
  "this device, over another's challenge": (scene) => {
    const { who, others } = scene;
    return sent(scene, { proof: { nonce: others, signature: signed(who.device, requestOf(scene), others) } });
  },
  "this device, for another subject": (scene) => {
    const { other, who, others } = scene;
    const named = { ...scene, who: { ...other, device: who.device }, nonce: others };
    return sent(named);
  },
  "another tenant's key and challenge, the statement rightly of that tenant": (scene) => {
    const { who, credentials, foreign } = scene;
    const named = { ...scene, who: { ...who, tenant: "umbrella" }, nonce: foreign };
    return sent(named, { headers: withKey(credentials.other.publishable) });
  },
  "another tenant's challenge": (scene) => sent({ ...scene, nonce: scene.foreign }),
  "another tenant's key, the statement rightly of that tenant": (scene) => {
    const { who, credentials } = scene;
    const named = { ...scene, who: { ...who, tenant: "umbrella" } };
    return sent(named, { headers: withKey(credentials.other.publishable) });
  },
};

/** The right vector, the right challenge, and a key that is nobody's. */
export const wrongKeys = (newKey: OpenDevice): Readonly<Record<string, Alteration>> => ({
  "a key of nobody, by the device's name": (scene) =>
    sent(scene, { proof: { signature: signed(newKey, requestOf(scene), scene.nonce) } }),
  "a key of nobody, by its own name": (scene) =>
    sent(scene, { proof: { device: newKey.id, signature: signed(newKey, requestOf(scene), scene.nonce) } }),
});

export const honest: Alteration = (scene) => sent(scene);
