const utf8 = new TextEncoder();

/**
 * Texts as bytes, each after its length (32 bits, big-endian): two lists that differ in any text, or only in where one
 * text ends and the next begins, never give the same bytes.
 */
export function joined(texts: readonly string[]): Uint8Array<ArrayBuffer> {
  const encoded = texts.map((text) => utf8.encode(text));
  const bytes = new Uint8Array(encoded.reduce((sum, { length }) => sum + 4 + length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const text of encoded) {
    view.setUint32(at, text.length);
    bytes.set(text, at + 4);
    at += 4 + text.length;
  }
  return bytes;
}
