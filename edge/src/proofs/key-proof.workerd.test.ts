import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { fromBase64Url, toBase64Url, type Problem } from "@likeness/sdk/core";
import { publicJwkOf, statementOf, type ProvedRequest } from "@likeness/sdk/device";
import type { PublicJwk } from "@likeness/sdk/contract";
import { testDevice, type TestDevice } from "./device.fixture.ts";
import { decoy, hasSigned } from "./key-proof.ts";

const request: ProvedRequest = {
  method: "POST",
  path: "/v1/collections/staff/subjects/ada/verify",
  tenant: "acme",
  collection: "staff",
  subject: "ada",
  modelId: "net@0000000000000000",
  body: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
};
const nonce = "n".repeat(96);

let device: TestDevice;
let publicKey: PublicJwk;
let signature: string;

beforeAll(async () => {
  device = await testDevice();
  const registration = await device.register(request, nonce);
  publicKey = registration.publicKey;
  signature = registration.signature;
});

const isRight = (statement = statementOf(request, nonce), by = signature, key = publicKey) =>
  hasSigned(device.device, key, statement, by);

describe("[PRF1] a signature counts for one statement", () => {
  test("the one it was made over", async () => {
    expect(await isRight()).toBe(true);
  });

  test.each(Object.keys(request) as (keyof ProvedRequest)[])("and none with another %s", async (field) => {
    expect(await isRight(statementOf({ ...request, [field]: `${request[field]}x` }, nonce))).toBe(false);
  });

  test("and none with another nonce, or without a model", async () => {
    expect(await isRight(statementOf(request, `m${nonce.slice(1)}`))).toBe(false);
    expect(await isRight(statementOf({ ...request, modelId: undefined }, nonce))).toBe(false);
  });

  test("and none with a byte changed, whichever it is", async () => {
    const statement = statementOf(request, nonce);
    for (const at of statement.keys()) {
      const changed = statement.slice();
      changed[at]! ^= 1 << (at % 8);
      expect(await isRight(changed), `byte ${at}`).toBe(false);
    }
  });

  test("and none that is longer or shorter", async () => {
    const statement = statementOf(request, nonce);
    expect(await isRight(statement.slice(0, -1))).toBe(false);
    expect(await isRight(Uint8Array.from([...statement, 0x0a]))).toBe(false);
  });

  test("and none of two requests whose fields are shifted against each other", async () => {
    const field = fc.stringMatching(/^[a-z/-]{1,4}$/);
    const fields = fc.record({
      method: field,
      path: field,
      tenant: field,
      collection: field,
      subject: field,
      modelId: fc.option(
        field.filter((text) => text !== "-"),
        { nil: undefined },
      ),
      body: field,
      nonce: field,
    });
    const text = ({ nonce, ...request }: ProvedRequest & { nonce: string }) =>
      new TextDecoder().decode(statementOf(request, nonce));
    fc.assert(
      fc.property(fields, fields, (one, other) => {
        expect(text(one) === text(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("[PRF1] what is no signature of the key", () => {
  test("has a byte changed, whichever it is", async () => {
    const bytes = fromBase64Url(signature);
    for (const at of bytes.keys()) {
      const changed = bytes.slice();
      changed[at]! ^= 1 << (at % 8);
      expect(await isRight(undefined, toBase64Url(changed)), `byte ${at}`).toBe(false);
    }
  });

  test("is another's", async () => {
    const { publicKey: other } = await (await testDevice()).register(request, nonce);
    expect(await isRight(undefined, signature, other)).toBe(false);
  });

  test("is whatever else is sent", async () => {
    const text = fc.oneof(
      fc.string({ maxLength: 400 }),
      fc.uint8Array({ minLength: 60, maxLength: 70 }).map(toBase64Url),
      fc.constantFrom("", "A".repeat(86), "_".repeat(86), `${signature}A`, signature.slice(1)),
    );
    await fc.assert(
      fc.asyncProperty(text, async (signature) => {
        expect(await isRight(undefined, signature)).toBe(false);
      }),
    );
  });
});

describe("a key", () => {
  test.each(["A".repeat(43), `B${"A".repeat(42)}`])(
    "that is no point of the curve is proof_invalid (%s)",
    async (x) => {
      const outcome = isRight(undefined, signature, { ...publicKey, x });
      await expect(outcome.catch(({ code }: Problem) => code)).resolves.toBe("proof_invalid");
    },
  );

  test("[VER4] that is nobody's is imported once for each device, as one that is known is", async () => {
    const imports: unknown[] = [];
    const { importKey } = crypto.subtle;
    const counting = async (...given: Parameters<typeof importKey>) => {
      imports.push(given);
      return importKey.apply(crypto.subtle, given);
    };
    crypto.subtle.importKey = counting as typeof importKey;
    try {
      const count = async (name: string, key: PublicJwk) => {
        const before = imports.length;
        await hasSigned(name, key, statementOf(request, nonce), signature);
        return imports.length - before;
      };
      const { publicKey: known } = await (await testDevice()).register(request, nonce);
      expect([await count("known", known), await count("known", known)]).toEqual([1, 0]);
      expect([await count("unknown", decoy), await count("unknown", decoy)]).toEqual([1, 0]);
      expect([await count("unknown too", decoy), await count("unknown too", decoy)]).toEqual([1, 0]);
    } finally {
      crypto.subtle.importKey = importKey;
    }
  });

  test("that is nobody's is a point of the curve", async () => {
    const { x, y } = decoy;
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    const key = await crypto.subtle.importKey("jwk", { kty: "EC", crv: "P-256", x, y }, algorithm, true, ["verify"]);
    expect(await publicJwkOf(key)).toEqual(decoy);
  });
});
