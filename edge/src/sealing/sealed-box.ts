/** What a box is made by; a reader refuses what it does not know. */
const format = 1;
/** Bytes of the nonce: 96 bits, drawn at random (NIST SP 800-38D, 8.2.2). A key closes far fewer boxes than 2^32. */
const nonceLength = 12;

/**
 * Bytes that only the holder of a key can read, and nobody can change: AES-256-GCM (NIST SP 800-38D).
 *
 * | bytes | what |
 * |---|---|
 * | 1 | format: 1 |
 * | 12 | nonce |
 * | n + 16 | ciphertext, then the tag |
 *
 * @param beside what is authenticated and not kept: who opens the box has to say the same
 */
export async function closeBox(
  key: CryptoKey,
  content: Uint8Array<ArrayBuffer>,
  beside: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const nonce = crypto.getRandomValues(new Uint8Array(nonceLength));
  const closed = await crypto.subtle.encrypt(algorithm(nonce, beside), key, content);
  const box = new Uint8Array(1 + nonceLength + closed.byteLength);
  box[0] = format;
  box.set(nonce, 1);
  box.set(new Uint8Array(closed), 1 + nonceLength);
  return box;
}

/** @returns nothing if it is not what was closed with this key and beside these bytes */
export async function openBox(
  key: CryptoKey,
  box: Uint8Array<ArrayBuffer>,
  beside: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (box[0] !== format) return undefined;
  const nonce = box.subarray(1, 1 + nonceLength);
  if (nonce.length < nonceLength) return undefined;
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm(nonce, beside), key, box.subarray(1 + nonceLength)));
  } catch {
    // Web Cryptography names one error for all that does not open; there is nothing to tell apart.
    return undefined;
  }
}

/** For what one box key is used: neither wrapped nor told. */
export function boxKey(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

function algorithm(iv: Uint8Array<ArrayBuffer>, additionalData: Uint8Array<ArrayBuffer>) {
  return { name: "AES-GCM", iv, additionalData, tagLength: 128 };
}
