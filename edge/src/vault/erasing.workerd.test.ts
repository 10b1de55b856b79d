import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { Problem } from "@likeness/sdk/core";
import { r2KeyBucket } from "../sealing/drivers/r2.ts";
import { openTemplate } from "../sealing/seal.ts";
import { boxKey } from "../sealing/sealed-box.ts";
import { parseSealingSecrets } from "../sealing/sealing-secrets.ts";
import { unwrap } from "../sealing/wrapping.ts";
import type { State, Vault } from "./vault.ts";
import {
  ada,
  anybody,
  enrolmentOf,
  inVault,
  newModel,
  newGate,
  newSecrets,
  newTemplate,
  oldModel,
  rowsOf,
  storedKeys,
  tablesOf,
  takeMessages,
  type Room,
} from "./vault.fixture.ts";
import { forget } from "../storage/memory.ts";
import { transactionOf } from "../storage/transaction.ts";

const refused = (code: string) => expect.objectContaining({ code });

/** As the object does it: rows in one transaction, then the keys. */
async function erase(vault: Vault, { storage }: Room) {
  const erased = transactionOf(storage)(() => vault.erase(ada));
  await vault.shred();
  return erased;
}

describe("an erasure", () => {
  test("[ERA1] leaves neither a row of the subject nor a key", async () => {
    await inVault(async (room) => {
      const { vault } = room;
      for (let i = 0; i < 3; i++) {
        const idempotency = { key: `key-${i}`, digest: "digest" };
        await vault.enrol(ada, enrolmentOf(newTemplate(), { idempotency, metadata: { desk: "12" } }), anybody);
      }
      expect(await erase(vault, room)).toEqual({ templates: 3 });
      expect(vault.state()).toBeUndefined();
      for (const table of ["subject", "templates", "data_keys"]) expect(rowsOf(room, table)).toEqual([]);
      for (const { digest, answer } of rowsOf(room, "first_answers")) expect([digest, answer]).toEqual([null, null]);
      expect(await storedKeys(room)).toEqual([]);
      await expect(vault.open(ada, oldModel)).rejects.toThrow(refused("unknown_subject"));
      expect(() => vault.erase(ada)).toThrow(refused("unknown_subject"));
    });
  });

  test("[ERA4] leaves an empty vault once the server knows", async () => {
    await inVault(async (room) => {
      const { vault } = room;
      await vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      expect(vault.isEmpty()).toBe(false);
      vault.erase(ada);
      expect(vault.isEmpty()).toBe(false);
      await vault.shred();
      expect(vault.isEmpty()).toBe(false);
      expect(takeMessages(vault)).toEqual([{ kind: "erase", address: ada }]);
      expect(vault.isEmpty()).toBe(true);
      expect(room.awoken().isEmpty()).toBe(true);
    });
  });

  test("[ERA1] whose key the bucket does not delete is readable by nobody, and ends when it does", async () => {
    await inVault(async (room) => {
      await room.vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      const down = () => Promise.reject(new Error("no route to the bucket"));
      const vault = room.awoken({ by: (bucket) => ({ ...bucket, delete: down }) });
      vault.erase(ada);
      takeMessages(vault);
      for (let i = 0; i < 2; i++) {
        await expect(vault.shred()).rejects.toThrow(refused("keys_unavailable"));
        expect(vault.isEmpty()).toBe(false);
        await expect(vault.open(ada, oldModel)).rejects.toThrow(refused("unknown_subject"));
      }
      await room.awoken().shred();
      expect(room.awoken().isEmpty()).toBe(true);
      expect(await storedKeys(room)).toEqual([]);
    });
  });

  test("[OUT1] that is taken back has told nothing and lost nothing", async () => {
    await inVault(async ({ vault, storage }) => {
      await vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      takeMessages(vault);
      const before = vault.state();
      const undone = new Error("undone");
      const taking = () =>
        transactionOf(storage)(() => {
          vault.erase(ada);
          throw undone;
        });
      expect(taking).toThrow(undone);
      await vault.shred();
      expect(vault.state()).toEqual(before);
      expect(await vault.open(ada, oldModel)).toHaveLength(1);
      expect(takeMessages(vault)).toEqual([]);
    });
  });

  test("who enrols again begins anew, under another key", async () => {
    await inVault(async (room) => {
      const { vault } = room;
      await vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      const [before] = await storedKeys(room);
      await erase(vault, room);
      const template = newTemplate(newModel);
      expect(await vault.enrol(ada, enrolmentOf(template), anybody)).toMatchObject({ templates: 1 });
      expect(await room.awoken().open(ada, newModel)).toMatchObject([{ vector: template.vector }]);
      expect(await storedKeys(room)).not.toContain(before);
    });
  });

  test("while nobody has asked yet whether they may, is not mixed with who enrols first", async () => {
    await inVault(async (room) => {
      const enrolling = room.vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      expect(() => room.vault.erase(ada)).toThrow(refused("unknown_subject"));
      await Promise.all([enrolling, room.vault.shred()]);
      expect(await room.awoken().open(ada, oldModel)).toHaveLength(1);
    });
  });
});

describe("[ERA3] an erasure while something is under way", () => {
  const refusal = new Problem("ticket_spent");
  const notOnceErased = (was: State | undefined) => {
    if (!was) throw refusal;
  };

  test.each([false, true])("an enrolment (replacing: %o) is asked again, and may no more", async (replace) => {
    await inVault(async (room) => {
      const { vault } = room;
      await vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      const enrolling = vault.enrol(ada, enrolmentOf(newTemplate(), { replace }), notOnceErased);
      const refused = expect(enrolling).rejects.toBe(refusal);
      await erase(vault, room);
      await refused;
      expect(vault.state()).toBeUndefined();
      expect(takeMessages(vault)).toEqual([{ kind: "erase", address: ada }]);
      await vault.shred();
      expect(vault.isEmpty()).toBe(true);
      expect(await storedKeys(room)).toEqual([]);
    });
  });

  test("an enrolment whose key is gone when it asks for it is asked again too", async () => {
    await inVault(async (room) => {
      await room.vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      const gate = newGate();
      const vault = room.awoken({
        by: (bucket) => ({ ...bucket, get: (name) => gate.passed(() => bucket.get(name)) }),
      });
      const enrolling = expect(vault.enrol(ada, enrolmentOf(newTemplate()), notOnceErased)).rejects.toBe(refusal);
      await gate.reached;
      await erase(vault, room);
      gate.open();
      await enrolling;
      expect(vault.state()).toBeUndefined();
    });
  });

  test("an enrolment that still may is one of somebody new, under a new key", async () => {
    await inVault(async (room) => {
      const { vault } = room;
      const metadata = { desk: "12" };
      await vault.enrol(ada, enrolmentOf(newTemplate(), { metadata }), anybody);
      const [before] = await storedKeys(room);
      const asked: boolean[] = [];
      const template = newTemplate();
      const enrolling = vault.enrol(ada, enrolmentOf(template), (was) => asked.push(was !== undefined));
      await erase(vault, room);
      expect(await enrolling).toMatchObject({ templates: 1 });
      expect(asked).toEqual([true, false, false]);
      expect(vault.state()).toMatchObject({ metadata: {} });
      expect(await room.awoken().open(ada, oldModel)).toMatchObject([{ vector: template.vector }]);
      expect(await storedKeys(room)).not.toContain(before);
      expect(takeMessages(vault).map(({ kind }) => kind)).toEqual(["erase", "enrol"]);
    });
  });

  test("an enrolment sent again after it, under its idempotency key, does not bring the subject back", async () => {
    await inVault(async (room) => {
      const enrolment = enrolmentOf(newTemplate(), { idempotency: { key: "key", digest: "digest" } });
      await room.vault.enrol(ada, enrolment, anybody);
      await erase(room.vault, room);
      for (const vault of [room.vault, room.awoken()]) {
        await expect(vault.enrol(ada, enrolment, anybody)).rejects.toThrow(refused("superseded"));
        expect(vault.state()).toBeUndefined();
      }
      const other = enrolmentOf(newTemplate(), { idempotency: { key: "other", digest: "digest" } });
      expect(await room.vault.enrol(ada, other, anybody)).toMatchObject({ templates: 1 });
    });
  });

  test("at every step of a replacement, nothing of the subject is left", async () => {
    for (let steps = 0; steps < 24; steps++) {
      await inVault(async (room) => {
        const { vault } = room;
        await vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
        const enrolling = vault.enrol(ada, enrolmentOf(newTemplate(), { replace: true }), notOnceErased);
        const settled = Promise.allSettled([enrolling]);
        for (let i = 0; i < steps; i++) await (i % 4 === 3 ? scheduler.wait(0) : Promise.resolve());
        await erase(vault, room);
        await settled;
        await vault.shred();
        expect(vault.state()).toBeUndefined();
        expect(await storedKeys(room)).toEqual([]);
      });
    }
  });

  test("a template that is being opened is not told", async () => {
    await inVault(async (room) => {
      await room.vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      for (const vault of [room.vault, room.awoken()]) {
        const opening = vault.open(ada, oldModel);
        if (vault === room.vault) vault.erase(ada);
        await expect(opening).rejects.toThrow(refused("unknown_subject"));
      }
    });
  });

  test("a template that is being opened for the server is not told either", async () => {
    await inVault(async ({ vault }) => {
      const { templateId } = await vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      expect(await vault.toTell(ada, templateId)).toMatchObject({ modelId: oldModel });
      const telling = vault.toTell(ada, templateId);
      vault.erase(ada);
      expect(await telling).toBeUndefined();
    });
  });

  test("a successor that is being sealed is not kept", async () => {
    await inVault(async (room) => {
      const { vault } = room;
      await vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      const keeping = vault.keepSuccessor(ada, newTemplate(newModel));
      await erase(vault, room);
      // Its key is gone, or it is sealed with one that is lost.
      expect(await keeping.then((keep) => keep(), () => false)).toBe(false);
      expect(vault.state()).toBeUndefined();
    });
  });
});

describe("[SEAL4] after an erasure", () => {
  const secrets = newSecrets(1, 2);
  const parsed = parseSealingSecrets(JSON.stringify(secrets));

  /** All that the object had, put back as a recovery of its storage would. */
  function copied(room: Room): () => void {
    const kept = tablesOf(room)
      .filter((table) => table !== "sqlite_sequence")
      .map((table) => [table, rowsOf(room, table)] as const);
    return () => {
      for (const [table, rows] of kept) {
        room.storage.sql.exec(`DELETE FROM ${table}`);
        for (const row of rows) {
          const columns = Object.keys(row);
          const marks = columns.map(() => "?").join();
          room.storage.sql.exec(`INSERT INTO ${table} (${columns.join()}) VALUES (${marks})`, ...Object.values(row));
        }
      }
      // A recovery starts the object anew: it remembers nothing.
      forget(room.storage.sql);
    };
  }

  test("the object's storage of before, with all secrets and the bucket, opens nothing", async () => {
    await inVault(
      async (room) => {
        for (let i = 0; i < 3; i++) await room.vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
        const restore = copied(room);
        // So that the copy is known to be one that opens.
        restore();
        expect(await room.awoken().open(ada, oldModel)).toHaveLength(3);
        const [sealed] = rowsOf(room, "templates");
        const [{ data_key: dataKey }] = rowsOf(room, "subject") as [{ data_key: string }];

        await erase(room.vault, room);
        restore();
        for (const vault of [room.vault, room.awoken()]) {
          expect(vault.state()?.templates).toHaveLength(3);
          await expect(vault.open(ada, oldModel)).rejects.toThrow(refused("template_unreadable"));
          await expect(vault.enrol(ada, enrolmentOf(newTemplate()), anybody)).rejects.toThrow(
            refused("template_unreadable"),
          );
        }

        // Whatever else is in the bucket, under whatever secret and name, is not its key either.
        await inVault((other) => other.vault.enrol({ ...ada, subject: "bob" }, enrolmentOf(newTemplate()), anybody), {
          secrets,
        });
        const bucket = r2KeyBucket(env.DATA_KEYS);
        const { keys } = await bucket.page();
        let others = 0;
        const place = { address: ada, modelId: oldModel, dataKey, slot: sealed!["template_id"] as string };
        for (const { name } of keys) {
          const stored = (await bucket.get(name))!;
          for (const version of [1, 2]) {
            for (const as of [name, `${room.objectId}/${dataKey}`]) {
              const bytes = await unwrap(parsed, as, { ...stored, version });
              if (!bytes) continue;
              others += 1;
              const box = new Uint8Array(sealed!["sealed"] as ArrayBuffer);
              expect(await openTemplate(await boxKey(bytes), place, box)).toBeUndefined();
            }
          }
        }
        expect(others).toBeGreaterThan(0);
      },
      { secrets },
    );
  });

  test("what was replaced opens no more than what was erased", async () => {
    await inVault(
      async (room) => {
        await room.vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
        const restore = copied(room);
        await room.vault.enrol(ada, enrolmentOf(newTemplate(), { replace: true }), anybody);
        await room.vault.shred();
        restore();
        await expect(room.awoken().open(ada, oldModel)).rejects.toThrow(refused("template_unreadable"));
      },
      { secrets },
    );
  });
});
