import fc from "fast-check";
import { expect, test } from "vitest";
import { fromBase64Url, toBase64Url } from "./base64url.ts";

const bytesOfLength = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff);

test("is what Node's own base64url is, both ways", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const text = Buffer.from(bytes).toString("base64url");
      expect(toBase64Url(bytes)).toBe(text);
      expect([...fromBase64Url(text)]).toEqual([...bytes]);
    }),
  );
});

test.each([0, 1, 2, 3, 8191, 8192, 8193, 16_384, 100_001])("%d bytes come back", (length) => {
  const bytes = bytesOfLength(length);
  expect(Buffer.from(fromBase64Url(toBase64Url(bytes))).equals(bytes)).toBe(true);
});

test.each([
  { what: "padding", text: "AA==" },
  { what: "a plus", text: "A+AA" },
  { what: "a slash", text: "A/AA" },
  { what: "a blank", text: "AA A" },
  { what: "a line's end", text: "AAAA\n" },
  { what: "a letter that is not ASCII", text: "AAAä" },
  { what: "a length that no number of bytes has", text: "AAAAA" },
])("refuses $what", ({ text }) => {
  expect(() => fromBase64Url(text)).toThrow(expect.objectContaining({ code: "template_malformed" }));
});
