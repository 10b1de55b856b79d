import { z } from "@hono/zod-openapi";
import { Problem, toBase64Url } from "../core/index.ts";
import { newDeviceHeader, proofHeader, publicJwk, ticketHeader } from "../contract/index.ts";
import { readProof, type NewDevice, type Proof } from "../device/proof.ts";
import type { ProvedRequest } from "../device/statement.ts";
import { pathWithQuery } from "./verb.ts";

/** What a request brings to show that it may do what it asks for. Read, and not yet believed. */
export interface Evidence {
  /** Of the request as it arrived: the parts of a statement that the path's parameters do not say. */
  readonly request: Pick<ProvedRequest, "method" | "path" | "body">;
  readonly proof: Proof | undefined;
  readonly newDevice: NewDevice | undefined;
  /** JWT. */
  readonly ticket: string | undefined;
  /** A version of the subject, without the quotes of its header. */
  readonly ifMatch: string | undefined;
}

/** Characters of one header. */
const longestProof = 16_384;
const compactJws = z
  .string()
  .max(4_096)
  .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/);

const binary = (most: number) => z.string().max(most).regex(/^[A-Za-z0-9_-]+$/);
const nonce = binary(256);
const deviceId = binary(400);
const signature = binary(344);
const label = z.string().max(64).optional();

const proof = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("key"), nonce, device: deviceId, signature }),
  z.strictObject({
    kind: z.literal("passkey"),
    nonce,
    device: deviceId,
    authenticatorData: binary(1_024),
    clientDataJSON: binary(2_048),
    signature,
  }),
]) satisfies z.ZodType<Proof>;

const newDevice = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("key"), nonce, publicKey: publicJwk, signature, label }),
  z.strictObject({
    kind: z.literal("passkey"),
    nonce,
    device: deviceId,
    attestationObject: binary(8_192),
    clientDataJSON: binary(2_048),
    label,
  }),
]) satisfies z.ZodType<NewDevice>;

/**
 * @param body as it arrived, byte for byte
 * @throws Problem `invalid_request` for a header that does not follow the contract
 */
export async function evidenceOf(
  request: Request,
  body: () => Promise<Uint8Array<ArrayBuffer>>,
): Promise<Evidence> {
  const { headers, method, url } = request;
  const evidence = {
    proof: read(headers, proofHeader, proof, jsonIn),
    newDevice: read(headers, newDeviceHeader, newDevice, jsonIn),
    ticket: read(headers, ticketHeader, compactJws),
    ifMatch: versionIn(headers.get("If-Match")),
  };
  const isSigned = evidence.proof !== undefined || evidence.newDevice !== undefined;
  const digest = isSigned ? toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", await body()))) : "";
  return { ...evidence, request: { method, path: pathWithQuery(url), body: digest } };
}

function read<Value>(
  headers: Headers,
  name: string,
  schema: z.ZodType<Value>,
  valueIn: (header: string) => unknown = (header) => header,
): Value | undefined {
  const header = headers.get(name);
  if (header === null) return undefined;
  const value = schema.safeParse(valueIn(header));
  if (!value.success) throw new Problem("invalid_request", `${name}: ${z.prettifyError(value.error)}`);
  return value.data;
}

const jsonIn = (header: string) => (header.length > longestProof ? undefined : readProof(header));

/** One strong validator (RFC 9110, section 13.1.1); `*` would name no version. */
function versionIn(header: string | null): string | undefined {
  if (header === null) return undefined;
  const version = /^"([\x21\x23-\x7e]{1,128})"$/.exec(header)?.[1];
  if (version === undefined) throw new Problem("invalid_request", "If-Match: one version, in double quotes");
  return version;
}
