import { describe, expect, test } from "vitest";
import { normalize } from "@likeness/sdk/core";
import { joined } from "./joined.ts";
import { openTemplate, sealTemplate, type Place } from "./seal.ts";
import { boxKey, openBox } from "./sealed-box.ts";

const newKey = () => boxKey(crypto.getRandomValues(new Uint8Array(32)));
const key = await newKey();
const vector = normalize(Float32Array.from({ length: 128 }, (_, i) => Math.sin(i + 1)));
const place: Place = {
  address: { tenant: "acme", collection: "staff", subject: "ada" },
  modelId: "some-net@0000000000000000",
  dataKey: "AAECAwQFBgcICQoLDA0ODw",
  slot: "11111111-2222-3333-4444-555555555555",
};

/** Every text that differs from the given one in one bit of one character. */
const oneBitOff = (text: string) =>
  [...text].flatMap((character, at) =>
    Array.from({ length: 8 }, (_, bit) => {
      const other = String.fromCharCode(character.charCodeAt(0) ^ (1 << bit));
      return text.slice(0, at) + other + text.slice(at + 1);
    }),
  );

describe("[SEAL1] a sealed template", () => {
  test("opens where it was sealed, bit for bit", async () => {
    expect(await openTemplate(key, place, await sealTemplate(key, place, vector))).toEqual(vector);
  });

  test("does not open with another key", async () => {
    expect(await openTemplate(await newKey(), place, await sealTemplate(key, place, vector))).toBeUndefined();
  });

  test("does not open with any one bit changed, of format, nonce, ciphertext or tag", async () => {
    const sealed = await sealTemplate(key, place, vector);
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = sealed.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(await openTemplate(key, place, changed), `bit ${bit}`).toBeUndefined();
    }
  });

  test("does not open cut short or made longer", async () => {
    const sealed = await sealTemplate(key, place, vector);
    for (let length = 0; length < sealed.length; length++) {
      expect(await openTemplate(key, place, sealed.slice(0, length)), `${length} bytes`).toBeUndefined();
    }
    expect(await openTemplate(key, place, new Uint8Array([...sealed, 0]))).toBeUndefined();
  });

  test("does not open with any one bit changed of what lies beside it", async () => {
    const sealed = await sealTemplate(key, place, vector);
    const { address } = place;
    const others: Place[] = [
      ...oneBitOff(address.tenant).map((tenant) => ({ ...place, address: { ...address, tenant } })),
      ...oneBitOff(address.collection).map((collection) => ({ ...place, address: { ...address, collection } })),
      ...oneBitOff(address.subject).map((subject) => ({ ...place, address: { ...address, subject } })),
      ...oneBitOff(place.modelId).map((modelId) => ({ ...place, modelId })),
      ...oneBitOff(place.dataKey).map((dataKey) => ({ ...place, dataKey })),
      ...oneBitOff(place.slot).map((slot) => ({ ...place, slot })),
    ];
    for (const other of others) expect(await openTemplate(key, other, sealed), JSON.stringify(other)).toBeUndefined();
  });

  test("does not open where the same characters are shared out otherwise", async () => {
    const sealed = await sealTemplate(key, place, vector);
    const { address } = place;
    for (const moved of [
      { ...address, tenant: "acmes", collection: "taff" },
      { ...address, collection: "staffa", subject: "da" },
      { ...address, tenant: "staff", collection: "acme" },
    ]) {
      expect(await openTemplate(key, { ...place, address: moved }, sealed)).toBeUndefined();
    }
  });

  test("is another one each time: its nonce is fresh", async () => {
    const sealed = await Promise.all(Array.from({ length: 64 }, () => sealTemplate(key, place, vector)));
    expect(new Set(sealed.map((box) => box.slice(1, 13).join())).size).toBe(64);
  });

  test("shows nothing of the vector but its length", async () => {
    const sealed = await sealTemplate(key, place, vector);
    expect(sealed).toHaveLength(1 + 12 + vector.length * 4 + 16);
    const plain = new Uint8Array(vector.buffer);
    for (let at = 0; at < plain.length; at += 4) {
      expect(sealed.join().includes(plain.slice(at, at + 4).join())).toBe(false);
    }
  });

  test("of a format that is not known does not open, whatever else is right", async () => {
    const sealed = await sealTemplate(key, place, vector);
    sealed[0] = 2;
    expect(await openTemplate(key, place, sealed)).toBeUndefined();
    expect(await openBox(key, new Uint8Array(), joined([]))).toBeUndefined();
  });
});

test("[SEAL1] two lists of texts never give the same bytes", () => {
  const [nuls, composed, decomposed] = [["a\0\0\0\0b"], ["ä"], ["a\u0308"]];
  const lists = [[], [""], ["", ""], ["a"], ["a", ""], ["", "a"], ["ab"], ["a", "b"], nuls, composed, decomposed];
  expect(new Set(lists.map((list) => joined(list).join())).size).toBe(lists.length);
});
