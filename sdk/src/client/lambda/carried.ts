/** Bytes inside JSON, as Lambda's events and results have them. */
export interface Carried {
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** Bytes in one call of `fromCharCode`: engines limit how many arguments there may be. */
const atOnce = 8_192;

/** As text where it is UTF-8, else in base64. */
export function carried(bytes: Uint8Array): Carried {
  try {
    return { body: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), isBase64Encoded: false };
  } catch {
    let binary = "";
    for (let i = 0; i < bytes.length; i += atOnce) binary += String.fromCharCode(...bytes.subarray(i, i + atOnce));
    return { body: btoa(binary), isBase64Encoded: true };
  }
}

/** @throws DOMException if it is no base64 though it says so */
export function bytesOf({ body, isBase64Encoded }: Carried): Uint8Array<ArrayBuffer> {
  if (!isBase64Encoded) return new TextEncoder().encode(body) as Uint8Array<ArrayBuffer>;
  return Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
}
