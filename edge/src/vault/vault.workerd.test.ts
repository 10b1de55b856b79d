import { describe, expect, test } from "vitest";
import { Problem } from "@likeness/sdk/core";
import { ada, anybody, enrolmentOf, inVault, newModel, newTemplate, storedKeys, tablesOf, takeMessages } from "./vault.fixture.ts";

const refused = (code: string) => expect.objectContaining({ code });

describe("a subject nobody enrolled", () => {
  test("is unknown, and asking leaves nothing behind", async () => {
    await inVault(async (room) => {
      const { vault } = room;
      expect(vault.state()).toBeUndefined();
      expect(() => vault.assertKnown(ada)).toThrow(refused("unknown_subject"));
      expect(() => vault.assertComparable(ada, newModel)).toThrow(refused("unknown_subject"));
      expect(() => vault.erase(ada)).toThrow(refused("unknown_subject"));
      await expect(vault.open(ada, newModel)).rejects.toThrow(refused("unknown_subject"));
      await expect(vault.keepSuccessor(ada, newTemplate())).rejects.toThrow(refused("unknown_subject"));
      expect(await vault.toTell(ada, "no-template")).toBeUndefined();
      expect(vault.moved(ada, newModel)).toBe(false);
      expect(vault.consentEnds()).toBeUndefined();
      await vault.shred();
      expect(vault.isEmpty()).toBe(true);
      expect(tablesOf(room)).toEqual([]);
    });
  });

  test("[ENR5] whose enrolment is refused has no key made for them, and nothing else", async () => {
    await inVault(async (room) => {
      const refusal = new Problem("ticket_missing");
      const refusing = () => {
        room.storage.sql.exec("CREATE TABLE of_the_caller (a)");
        throw refusal;
      };
      await expect(room.vault.enrol(ada, enrolmentOf(newTemplate()), refusing)).rejects.toBe(refusal);
      expect(tablesOf(room)).toEqual([]);
      expect(await storedKeys(room)).toEqual([]);
    });
  });
});

test("what was enrolled opens, bit for bit, also after the object was evicted", async () => {
  await inVault(async (room) => {
    const [first, second] = [newTemplate(), newTemplate()];
    const enrolled = await room.vault.enrol(ada, enrolmentOf(first, { quality: 0.75 }), anybody);
    const more = await room.vault.enrol(ada, enrolmentOf(second), anybody);
    for (const vault of [room.vault, room.awoken()]) {
      expect(await vault.open(ada, first.modelId)).toEqual([
        { templateId: enrolled.templateId, vector: first.vector, quality: 0.75 },
        { templateId: more.templateId, vector: second.vector, quality: undefined },
      ]);
    }
    expect(more.templates).toBe(2);
    expect(await storedKeys(room)).toHaveLength(1);
    expect(takeMessages(room.vault)).toMatchObject([{ templateId: enrolled.templateId }, { templateId: more.templateId }]);
  });
});
