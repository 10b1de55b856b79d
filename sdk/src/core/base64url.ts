import { Problem } from "./problem.ts";

const pieceLength = 0x2000; // String.fromCharCode takes its bytes as arguments, and engines limit those.

/** Bytes to base64url without padding (RFC 4648, section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  let binary = "";
  for (let i = 0; i < bytes.length; i += pieceLength) {
    binary += String.fromCharCode(...bytes.subarray(i, i + pieceLength));
  }
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/**
 * Base64url, without padding, to bytes.
 *
 * @throws Problem `template_malformed`
 */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) {
    throw new Problem("template_malformed", "the data is not base64url");
  }
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
