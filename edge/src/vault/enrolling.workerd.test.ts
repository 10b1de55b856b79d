import { describe, expect, test } from "vitest";
import { Problem } from "@likeness/sdk/core";
import { templatesPerSubject, type Enrolment } from "@likeness/sdk/host";
import type { KeyBucket } from "../sealing/key-bucket.ts";
import {
  ada,
  anybody,
  enrolmentOf,
  inVault,
  newGate,
  newModel,
  newTemplate,
  oldModel,
  rowsOf,
  storedKeys,
  tablesOf,
  takeMessages,
} from "./vault.fixture.ts";

const refused = (code: string) => expect.objectContaining({ code });
const again = (key: string, digest = "digest"): Partial<Enrolment> => ({ idempotency: { key, digest } });
const vectors = (opened: readonly { vector: Float32Array }[]) => opened.map(({ vector }) => vector);

describe("an enrolment", () => {
  test("opens bit for bit, also after the object was evicted", async () => {
    await inVault(async (room) => {
      const { vault } = room;
      const [first, second] = [newTemplate(), newTemplate()];
      const enrolled = await vault.enrol(ada, enrolmentOf(first, { quality: 0.75 }), anybody);
      const more = await vault.enrol(ada, enrolmentOf(second), anybody);
      for (const awake of [vault, room.awoken()]) {
        expect(await awake.open(ada, oldModel)).toEqual([
          { templateId: enrolled.templateId, vector: first.vector, quality: 0.75 },
          { templateId: more.templateId, vector: second.vector, quality: undefined },
        ]);
      }
    });
  });

  test("is answered with what there is now, and with another version each time", async () => {
    await inVault(async ({ vault }) => {
      const answers = [];
      for (let i = 0; i < 3; i++) answers.push(await vault.enrol(ada, enrolmentOf(newTemplate()), anybody));
      expect(answers.map(({ templates }) => templates)).toEqual([1, 2, 3]);
      expect(new Set(answers.map(({ version }) => version)).size).toBe(3);
      expect(vault.state()).toEqual({
        version: answers[2]!.version,
        modelIds: [oldModel],
        metadata: {},
        consent: undefined,
        templates: answers.map(({ templateId, modelId, enrolledAt }) => ({ templateId, modelId, enrolledAt })),
      });
    });
  });

  test("replaces metadata and consent where it has some, and leaves them where it has none", async () => {
    await inVault(async ({ vault }) => {
      const consent = { text: "v1", purpose: "door", expiresAt: "2030-01-01T00:00:00.000Z" };
      await vault.enrol(ada, enrolmentOf(newTemplate(), { metadata: { desk: "12" }, consent }), anybody);
      await vault.enrol(ada, enrolmentOf(newTemplate(), { replace: true }), anybody);
      expect(vault.state()).toMatchObject({ metadata: { desk: "12" }, consent });
      const second = { metadata: {}, consent: { ...consent, text: "v2" } };
      await vault.enrol(ada, enrolmentOf(newTemplate(), second), anybody);
      expect(vault.state()).toMatchObject(second);
    });
  });

  test("[CON1] [CON2] keeps the consent, and knows when it ends", async () => {
    await inVault(async (room) => {
      const consent = { text: "v1", purpose: "door", expiresAt: "2030-01-01T00:00:00.000Z" };
      await room.vault.enrol(ada, enrolmentOf(newTemplate(), { consent }), anybody);
      const vault = room.awoken();
      expect(vault.state()?.consent).toEqual(consent);
      expect(vault.consentEnds()).toBe(Date.UTC(2030, 0, 1));
      expect(vault.address()).toEqual(ada);
    });
  });

  test("of another model is refused, and one too many", async () => {
    await inVault(async ({ vault }) => {
      for (let i = 0; i < templatesPerSubject; i++) await vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      const before = vault.state();
      const other = vault.enrol(ada, enrolmentOf(newTemplate(newModel)), anybody);
      await expect(other).rejects.toThrow(refused("model_mismatch"));
      await expect(vault.enrol(ada, enrolmentOf(newTemplate()), anybody)).rejects.toThrow(refused("subject_full"));
      expect(vault.state()).toEqual(before);
      expect(takeMessages(vault)).toHaveLength(templatesPerSubject);
    });
  });

  test("[SEAL3] leaves no template in the clear in the object, its outbox included", async () => {
    await inVault(async (room) => {
      const template = newTemplate();
      await room.vault.enrol(ada, enrolmentOf(template, again("key")), anybody);
      const plain = new Uint8Array(template.vector.buffer);
      const blobs = rowsOf(room, "templates").map(({ sealed }) => new Uint8Array(sealed as ArrayBuffer).join());
      for (let at = 0; at < plain.length; at += 4) {
        expect(blobs.some((blob) => blob.includes(plain.slice(at, at + 4).join()))).toBe(false);
      }
      const texts = tablesOf(room)
        .filter((table) => table !== "templates" && table !== "sqlite_sequence")
        .map((table) => JSON.stringify(rowsOf(room, table)));
      expect(texts.join()).not.toMatch(/vector|"data"/);
    });
  });

  test("[OUT1] tells the server in the transaction it happens in", async () => {
    await inVault(async (room) => {
      const { templateId } = await room.vault.enrol(ada, enrolmentOf(newTemplate(), { metadata: { a: "b" } }), anybody);
      expect(takeMessages(room.awoken())).toEqual([
        { kind: "enrol", address: ada, templateId, metadata: { a: "b" }, replace: false },
      ]);
    });
  });
});

describe("whoever may not enrol", () => {
  const refusal = new Problem("ticket_missing");

  test("has no key made for them, and leaves nothing behind", async () => {
    await inVault(async (room) => {
      const refusing = () => {
        room.storage.sql.exec("CREATE TABLE of_the_caller (a)");
        throw refusal;
      };
      await expect(room.vault.enrol(ada, enrolmentOf(newTemplate()), refusing)).rejects.toBe(refusal);
      expect(tablesOf(room)).toEqual([]);
      expect(await storedKeys(room)).toEqual([]);
    });
  });

  test("changes nothing of who is enrolled", async () => {
    await inVault(async ({ vault }) => {
      await vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      const before = vault.state();
      takeMessages(vault);
      const refusing = (was: unknown) => {
        expect(was).toEqual(before);
        throw refusal;
      };
      for (const replace of [false, true]) {
        const refused = vault.enrol(ada, enrolmentOf(newTemplate(newModel), { replace }), refusing);
        // What is wrong with the template is not theirs to know.
        await expect(refused).rejects.toBe(refusal);
      }
      expect(vault.state()).toEqual(before);
      expect(takeMessages(vault)).toEqual([]);
    });
  });

  test("is refused as well if they might when they began; their key goes with the next shredding", async () => {
    await inVault(async (room) => {
      let spent = 0;
      const onceOnly = () => {
        if ((spent += 1) > 1) throw refusal;
      };
      await expect(room.vault.enrol(ada, enrolmentOf(newTemplate()), onceOnly)).rejects.toBe(refusal);
      expect(room.vault.state()).toBeUndefined();
      await room.vault.shred();
      expect(await storedKeys(room)).toEqual([]);
      expect(room.vault.isEmpty()).toBe(true);
    });
  });

  test("what they wrote is written once, in the enrolment's transaction", async () => {
    await inVault(async ({ vault, storage }) => {
      const writing = () => {
        storage.sql.exec("CREATE TABLE IF NOT EXISTS of_the_caller (a); INSERT INTO of_the_caller VALUES (1)");
      };
      await vault.enrol(ada, enrolmentOf(newTemplate()), writing);
      expect(storage.sql.exec("SELECT * FROM of_the_caller").toArray()).toHaveLength(1);
    });
  });
});

describe("a replacement", () => {
  test("drops all that was there, of whatever model, and its key with it", async () => {
    await inVault(async (room) => {
      const { vault } = room;
      await vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      await vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      const [before] = await storedKeys(room);
      const template = newTemplate(newModel);
      const enrolled = await vault.enrol(ada, enrolmentOf(template, { replace: true }), anybody);
      expect(enrolled.templates).toBe(1);
      expect(vectors(await room.awoken().open(ada, newModel))).toEqual([template.vector]);
      await expect(vault.open(ada, oldModel)).rejects.toThrow(refused("model_mismatch"));
      await vault.shred();
      const after = await storedKeys(room);
      expect(after).toHaveLength(1);
      expect(after).not.toContain(before);
      expect(takeMessages(vault)).toMatchObject([{ templateId: enrolled.templateId, replace: true }]);
    });
  });

  test("is what brings back a subject whose key is gone from the bucket; adding does not", async () => {
    await inVault(async (room) => {
      await room.vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      for (const name of await storedKeys(room)) await room.bucket.delete(name);
      const vault = room.awoken();
      await expect(vault.open(ada, oldModel)).rejects.toThrow(refused("template_unreadable"));
      const adding = vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      await expect(adding).rejects.toThrow(refused("template_unreadable"));
      const template = newTemplate();
      await vault.enrol(ada, enrolmentOf(template, { replace: true }), anybody);
      expect(vectors(await room.awoken().open(ada, oldModel))).toEqual([template.vector]);
    });
  });

  test("of many at once each one is whole, under a key of its own, and one of them stays", async () => {
    await inVault(async (room) => {
      const templates = Array.from({ length: 8 }, () => newTemplate());
      let created = 0;
      const vault = room.awoken({
        by: (bucket) => ({ ...bucket, create: (name, key) => ((created += 1), bucket.create(name, key)) }),
      });
      await Promise.all(
        templates.map((template) => vault.enrol(ada, enrolmentOf(template, { replace: true }), anybody)),
      );
      expect(created).toBe(templates.length);
      const opened = await room.awoken().open(ada, oldModel);
      expect(opened).toHaveLength(1);
      expect(templates.map(({ vector }) => vector)).toContainEqual(opened[0]!.vector);
      await room.vault.shred();
      expect(await storedKeys(room)).toHaveLength(1);
    });
  });
});

describe("keys that are shredded while an enrolment is under way", () => {
  test("are those that were replaced, and not the one it is about to use", async () => {
    await inVault(async (room) => {
      await room.vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      const [replaced] = await storedKeys(room);
      const gate = newGate();
      let created = 0;
      const vault = room.awoken({
        by: (bucket) => ({
          ...bucket,
          create: (name, key) => {
            created += 1;
            return created === 2 ? gate.passed(() => bucket.create(name, key)) : bucket.create(name, key);
          },
        }),
      });
      await vault.enrol(ada, enrolmentOf(newTemplate(), { replace: true }), anybody);
      const enrolling = vault.enrol(ada, enrolmentOf(newTemplate(), { replace: true }), anybody);
      await gate.reached;
      await vault.shred();
      expect(await storedKeys(room)).not.toContain(replaced);
      gate.open();
      await enrolling;
      expect(created).toBe(2);
    });
  });
});

describe("[ENR4] an enrolment sent again under its idempotency key", () => {
  test("gets the first answer and changes nothing, whoever asks", async () => {
    await inVault(async (room) => {
      const enrolment = enrolmentOf(newTemplate(), again("key"));
      const first = await room.vault.enrol(ada, enrolment, anybody);
      await room.vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      const before = room.vault.state();
      const notAsked = () => {
        throw new Error("it was asked again");
      };
      for (const vault of [room.vault, room.awoken()]) {
        expect(await vault.enrol(ada, enrolment, notAsked)).toEqual(first);
      }
      expect(room.vault.state()).toEqual(before);
      expect(takeMessages(room.vault)).toHaveLength(2);
    });
  });

  test("at the same time is one enrolment", async () => {
    await inVault(async ({ vault }) => {
      const enrolment = enrolmentOf(newTemplate(), again("key"));
      const answers = await Promise.all(Array.from({ length: 6 }, () => vault.enrol(ada, enrolment, anybody)));
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(vault.state()?.templates).toHaveLength(1);
    });
  });

  test("does not come back after it was replaced", async () => {
    await inVault(async ({ vault }) => {
      const enrolment = enrolmentOf(newTemplate(), { ...again("key"), replace: true });
      const first = await vault.enrol(ada, enrolment, anybody);
      const second = await vault.enrol(ada, enrolmentOf(newTemplate(), { ...again("other"), replace: true }), anybody);
      expect(await vault.enrol(ada, enrolment, anybody)).toEqual(first);
      expect(vault.state()?.templates.map(({ templateId }) => templateId)).toEqual([second.templateId]);
    });
  });

  test("with another body is refused", async () => {
    await inVault(async ({ vault }) => {
      await vault.enrol(ada, enrolmentOf(newTemplate(), again("key", "one")), anybody);
      const other = vault.enrol(ada, enrolmentOf(newTemplate(), again("key", "two")), anybody);
      await expect(other).rejects.toThrow(refused("idempotency_key_reused"));
    });
  });

  test("is forgotten after sixty-four others", async () => {
    await inVault(async (room) => {
      for (let i = 0; i < 66; i++) {
        await room.vault.enrol(ada, enrolmentOf(newTemplate(), { ...again(`key-${i}`), replace: true }), anybody);
      }
      expect(rowsOf(room, "first_answers")).toHaveLength(64);
    });
  });
});

describe("[ENR5] while the bucket does not answer", () => {
  const down = () => Promise.reject(new Error("no route to the bucket"));

  test("nobody is enrolled for the first time; once it does, they are", async () => {
    await inVault(async (room) => {
      for (const by of [
        (bucket: KeyBucket) => ({ ...bucket, create: down }),
        (bucket: KeyBucket): KeyBucket => ({ ...bucket, create: (name, key) => bucket.create(name, key).then(down) }),
      ]) {
        const enrolling = room.awoken({ by }).enrol(ada, enrolmentOf(newTemplate()), anybody);
        await expect(enrolling).rejects.toThrow(refused("keys_unavailable"));
        expect(room.vault.state()).toBeUndefined();
      }
      const template = newTemplate();
      await room.awoken().enrol(ada, enrolmentOf(template), anybody);
      expect(vectors(await room.awoken().open(ada, oldModel))).toEqual([template.vector]);
      expect(await storedKeys(room)).toHaveLength(1);
    });
  });

  test("who is enrolled verifies and is added to, while the object is awake", async () => {
    await inVault(async (room) => {
      const vault = room.awoken({ by: (bucket) => ({ ...bucket, get: down }) });
      await vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      await vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      expect(await vault.open(ada, oldModel)).toHaveLength(2);
      const asleep = room.awoken({ by: (bucket) => ({ ...bucket, get: down }) });
      await expect(asleep.open(ada, oldModel)).rejects.toThrow(refused("keys_unavailable"));
    });
  });
});
