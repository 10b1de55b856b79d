import { env } from "cloudflare:workers";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, test } from "vitest";
import type { Template } from "@likeness/sdk/core";
import { cards } from "./cards.ts";
import { deliver } from "./delivery.ts";
import { createRemotes } from "./remote.ts";
import { openVault, type Vault } from "./vault.ts";
import { normalize, Problem } from "@likeness/sdk/core";
import type { Client } from "@likeness/sdk/client";

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

describe("the delivery", () => {
  const remotes = (client: Partial<Client>) => ({ of: () => client as Client });
  const sent: string[] = [];
  const accepting: Partial<Client> = {
    enrol: async (to, _, options) => {
      sent.push(`enrol ${to.subject} as ${options?.idempotencyKey}`);
      return { subject: to.subject, templateId: "", modelId: "", enrolledAt: "", templates: 1 };
    },
    erase: async (to) => {
      sent.push(`erase ${to.subject}`);
      throw new Problem("unknown_subject");
    },
  };

  beforeEach(() => {
    sent.length = 0;
  });

  test("sends what happened in the order it happened, each under its template's id", async () => {
    await inVault(async (vault) => {
      const first = vault.enrol(address, enrolment);
      const second = vault.enrol(address, enrolment);
      expect(await deliver(vault.outbox, remotes(accepting))).toBeUndefined();
      expect(sent).toEqual([`enrol ada as ${first.templateId}`, `enrol ada as ${second.templateId}`]);
      expect(vault.outbox.isClear()).toBe(true);
    });
  });

  test("an erasure takes the templates that still wait with it, and is told all the same", async () => {
    await inVault(async (vault, storage) => {
      vault.enrol(address, enrolment);
      vault.erase(address);
      const [{ message }] = storage.sql.exec("SELECT message FROM outbox").toArray() as [{ message: string }];
      expect(message).not.toContain("template");
      expect(await deliver(vault.outbox, remotes(accepting))).toBeUndefined();
      expect(sent).toEqual(["erase ada"]);
    });
  });

  test("an erasure while an enrolment is on its way is told after it", async () => {
    await inVault(async (vault) => {
      vault.enrol(address, enrolment);
      const erasing = remotes({
        ...accepting,
        enrol: async (to, template, options) => {
          vault.erase(address);
          return accepting.enrol!(to, template, options);
        },
      });
      expect(await deliver(vault.outbox, erasing)).toBeUndefined();
      expect(sent.map((call) => call.split(" ")[0])).toEqual(["enrol", "erase"]);
      expect(vault.outbox.isClear()).toBe(true);
    });
  });

  test("a remote that does not answer is tried again, later each time, and nothing is lost", async () => {
    await inVault(async (vault) => {
      vault.enrol(address, enrolment);
      const down = remotes({ enrol: () => Promise.reject(new Problem("unreachable")) });
      const waits = [];
      for (let i = 0; i < 12; i++) waits.push(await deliver(vault.outbox, down));
      expect(waits.slice(0, 4)).toEqual([500, 1000, 2000, 4000]);
      expect(waits.at(-1)).toBe(60_000);
      expect(await deliver(vault.outbox, remotes(accepting))).toBeUndefined();
      expect(sent).toHaveLength(1);
    });
  });

  test("what the remote refuses for good is kept as the reason, and holds nothing else up", async () => {
    await inVault(async (vault) => {
      vault.enrol(address, enrolment);
      const refusing = remotes({ ...accepting, enrol: () => Promise.reject(new Problem("model_mismatch")) });
      expect(await deliver(vault.outbox, refusing)).toBeUndefined();
      expect(vault.outbox.isClear()).toBe(false);
      vault.erase(address);
      expect(await deliver(vault.outbox, refusing)).toBeUndefined();
      expect(vault.outbox.isClear()).toBe(true);
    });
  });

  test.each([{}, { REMOTE_URL: "http://server.test", REMOTE_KEYS: "{}" }])(
    "without a remote for the tenant (%o) everything waits until there is one",
    async (remote) => {
      await inVault(async (vault) => {
        vault.enrol(address, enrolment);
        expect(await deliver(vault.outbox, createRemotes(remote))).toBe(500);
        expect(vault.outbox.isClear()).toBe(false);
        expect(await deliver(vault.outbox, remotes(accepting))).toBeUndefined();
        expect(sent).toHaveLength(1);
        expect(vault.outbox.isClear()).toBe(true);
      });
    },
  );
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
