import { expect, test } from "vitest";
import { sha256Hex } from "./digest.ts";

// FIPS 180-2, appendix B.1.
const ofAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

test("the digest of a text is that of its UTF-8 bytes, in lower-case hex", async () => {
  expect(await sha256Hex("abc")).toBe(ofAbc);
  expect(await sha256Hex(new TextEncoder().encode("abc"))).toBe(ofAbc);
  expect(await sha256Hex("ä")).toBe(await sha256Hex(Uint8Array.of(0xc3, 0xa4)));
});
