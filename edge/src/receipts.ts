import { Problem } from "@likeness/sdk/core";
import {
  logHeadFormat,
  logHeadType,
  receiptFormat,
  receiptType,
  sign,
  type LogHeadClaims,
  type ReceiptClaims,
} from "@likeness/sdk/device";
import type { SigningKeys } from "@likeness/sdk/host";
import type { Address } from "./address.ts";
import type { LogEnd } from "./subject/audit-log.ts";
import type { ErasedSubject } from "./subject/erasures.ts";

const iss = "urn:likeness:edge";

/** That a subject is erased: [ERA2]. @throws Problem `not_configured` */
export async function signReceipt(
  keys: SigningKeys | undefined,
  { tenant, collection, subject }: Address,
  { templates, log }: ErasedSubject,
  now: Date = new Date(),
): Promise<string> {
  const jti = crypto.randomUUID();
  const claims: ReceiptClaims = { format: receiptFormat, iss, jti, iat: seconds(now), tenant, collection, subject, templates, log };
  return sign(claims, receiptType, await signerOf(keys));
}

/** Where a subject's log ends: [LOG2]. @throws Problem `not_configured` */
export async function signLogHead(
  keys: SigningKeys | undefined,
  { tenant, collection, subject }: Address,
  { sequence, hash }: LogEnd,
  now: Date = new Date(),
): Promise<string> {
  const claims: LogHeadClaims = { format: logHeadFormat, iss, iat: seconds(now), tenant, collection, subject, sequence, hash };
  return sign(claims, logHeadType, await signerOf(keys));
}

function signerOf(keys: SigningKeys | undefined) {
  if (!keys) throw new Problem("not_configured", "SIGNING_KEY is missing");
  return keys.signer();
}

const seconds = (time: Date) => Math.floor(time.getTime() / 1000);
