import { env } from "cloudflare:workers";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, test } from "vitest";
import type { Template } from "@likeness/sdk/core";
import { cards } from "./cards.ts";
import { openVault, type Vault } from "./vault.ts";
import { normalize, Problem } from "@likeness/sdk/core";

const [card] = cards;
const address = { tenant: "acme", collection: "staff", subject: "ada" };
const template: Template = { modelId: card!.modelId, vector: normalize(Array.from({ length: 128 }, (_, i) => i + 1)) };
const enrolment = { template, metadata: undefined, idempotency: undefined };

let name: string;

beforeEach(() => {
  name = crypto.randomUUID();
});

/** Works on the storage of an object that no other test has. */
function inVault<Result>(work: (vault: Vault, storage: DurableObjectStorage) => Result | Promise<Result>) {
  const stub = env.SUBJECTS.get(env.SUBJECTS.idFromName(name));
  return runInDurableObject(stub, (_, { storage }) => work(openVault(storage), storage));
}

const tables = (storage: DurableObjectStorage) =>
  storage.sql.exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray();

describe("the vault", () => {
  test("asking for somebody who is not enrolled leaves nothing behind", async () => {
    await inVault((vault, storage) => {
      expect(() => vault.read(address)).toThrow(Problem);
      expect(() => vault.verify(address, card!.calibration, template, 1e-4)).toThrow(Problem);
      expect(() => vault.erase(address)).toThrow(Problem);
      expect(tables(storage)).toEqual([]);
    });
  });

  test("a refused enrolment changes nothing, and tells the remote nothing", async () => {
    await inVault((vault) => {
      vault.enrol(address, enrolment);
      const other = { ...enrolment, template: { ...template, modelId: "other-net@0000000000000000" } };
      expect(() => vault.enrol(address, other)).toThrow(expect.objectContaining({ code: "model_mismatch" }));
      expect(vault.read(address).templates).toHaveLength(1);
      expect(vault.outbox.next()?.sequence).toBe(1);
      vault.outbox.acknowledged(1);
      expect(vault.outbox.next()).toBeUndefined();
    });
  });
});

describe("audits of offline decisions", () => {
  const audit = {
    id: "id-1",
    grant: "grant-1",
    begins: "the grant",
    sequence: 1,
    previous: "the grant",
    signed: "header.payload.signature",
  };
  const all = { after: 0, limit: 10 };

  test("[OFF17] are there after the object was evicted from memory", async () => {
    const stub = env.SUBJECTS.get(env.SUBJECTS.idFromName(name));
    await stub.enrol(address, enrolment);
    expect(await stub.keepAudits(address, [audit])).toEqual({ value: { added: 1, known: 0 } });
    await evictDurableObject(stub);
    expect(await stub.audits(address, all)).toEqual({
      value: {
        audits: [{ signed: audit.signed, chain: "whole", receivedAt: expect.any(String) }],
        next: undefined,
      },
    });
    expect(await stub.keepAudits(address, [audit])).toEqual({ value: { added: 0, known: 1 } });
  });

  test("[OFF20] of nobody leave nothing behind, and go with their subject", async () => {
    await inVault((vault, storage) => {
      expect(() => vault.keepAudits(address, [audit])).toThrow(Problem);
      expect(() => vault.audits(address, all)).toThrow(Problem);
      expect(tables(storage)).toEqual([]);
      vault.enrol(address, enrolment);
      vault.keepAudits(address, [audit]);
      vault.erase(address);
      expect(storage.sql.exec("SELECT * FROM audits").toArray()).toEqual([]);
    });
  });
});

test("an erased subject's object is empty once the remote has been told", async () => {
  const stub = env.SUBJECTS.get(env.SUBJECTS.idFromName(name));
  await stub.enrol(address, enrolment);
  await stub.erase(address);
  await expect
    .poll(() => runInDurableObject(stub, (_, { storage }) => tables(storage)), { timeout: 10_000 })
    .toEqual([]);
});
