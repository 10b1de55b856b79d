import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";

/**
 * Whether a request is signed with this secret: Signature Version 4, as its receiver computes it
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). Of no library, so that what
 * signs is held to something else than itself.
 */
export function isSigned(request: IncomingMessage, body: Buffer, secret: string, now: Date): boolean {
  const pattern = /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
  const [, credential, signedHeaders, signature] = pattern.exec(request.headers.authorization ?? "") ?? [];
  if (!credential || !signedHeaders || !signature) return false;
  const [, date, region, service, end] = credential.split("/") as [string, string, string, string, string];
  const time = String(request.headers["x-amz-date"]);
  if (!time.startsWith(date) || Math.abs(Date.parse(readable(time)) - now.getTime()) > 5 * 60_000) return false;

  const { pathname, searchParams } = new URL(request.url!, "http://localhost");
  const path = pathname.split("/").map(encoded).join("/");
  const query = [...searchParams].map((pair) => pair.map(encoded).join("=")).toSorted().join("&");
  const headers = signedHeaders.split(";").map((name) => `${name}:${String(request.headers[name]).trim()}\n`).join("");
  const canonical = [request.method, path, query, headers, signedHeaders, sha256(body)].join("\n");
  const text = ["AWS4-HMAC-SHA256", time, [date, region, service, end].join("/"), sha256(canonical)].join("\n");
  const key = [date, region, service, end].reduce<Buffer | string>((key, part) => hmac(key, part), `AWS4${secret}`);
  return hmac(key, text).toString("hex") === signature;
}

const sha256 = (data: Buffer | string) => createHash("sha256").update(data).digest("hex");
const hmac = (key: Buffer | string, data: string) => createHmac("sha256", key).update(data).digest();
/** RFC 3986, section 2.3: all but the unreserved. */
const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
const readable = (time: string) => time.replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5");
