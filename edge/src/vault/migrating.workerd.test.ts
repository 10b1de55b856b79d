import { describe, expect, test } from "vitest";
import type { Template } from "@likeness/sdk/core";
import { templatesPerSubject } from "@likeness/sdk/host";
import type { Vault } from "./vault.ts";
import { ada, anybody, enrolmentOf, inVault, newModel, newTemplate, oldModel, takeMessages } from "./vault.fixture.ts";
import { transactionOf } from "../storage/transaction.ts";

const refused = (code: string) => expect.objectContaining({ code });
const keep = async (vault: Vault, template: Template) => (await vault.keepSuccessor(ada, template))();
const vectors = async (vault: Vault, modelId: string) =>
  (await vault.open(ada, modelId)).map(({ vector }) => vector);

/** A vault with one template of the old model, of which the server knows. */
async function enrolled(vault: Vault): Promise<Template> {
  const template = newTemplate();
  await vault.enrol(ada, enrolmentOf(template, { metadata: { desk: "12" } }), anybody);
  takeMessages(vault);
  return template;
}

describe("[MOD1] templates of a model the subject has none of", () => {
  test("are not compared", async () => {
    await inVault(async ({ vault }) => {
      await enrolled(vault);
      expect(() => vault.assertComparable(ada, oldModel)).not.toThrow();
      expect(() => vault.assertComparable(ada, newModel)).toThrow(refused("model_mismatch"));
      await expect(vault.open(ada, newModel)).rejects.toThrow(refused("model_mismatch"));
    });
  });

  test("of two models each opens alone", async () => {
    await inVault(async ({ vault, awoken }) => {
      const [old, successor] = [await enrolled(vault), newTemplate(newModel)];
      expect(await keep(vault, successor)).toBe(true);
      for (const awake of [vault, awoken()]) {
        expect(() => awake.assertComparable(ada, newModel)).not.toThrow();
        expect(await vectors(awake, oldModel)).toEqual([old.vector]);
        expect(await vectors(awake, newModel)).toEqual([successor.vector]);
      }
    });
  });
});

describe("[MOD2] a successor", () => {
  test("is kept beside the old ones, and changes the version; the server is not told yet", async () => {
    await inVault(async ({ vault }) => {
      await enrolled(vault);
      const before = vault.state()!;
      await keep(vault, newTemplate(newModel));
      const after = vault.state()!;
      expect(after.modelIds).toEqual([oldModel, newModel]);
      expect(after.templates.map(({ modelId }) => modelId)).toEqual([oldModel, newModel]);
      expect(after.version).not.toBe(before.version);
      expect(takeMessages(vault)).toEqual([]);
    });
  });

  test("makes room for the next: four are kept, beside as many of its own as ever", async () => {
    await inVault(async ({ vault }) => {
      await enrolled(vault);
      for (let i = 1; i < templatesPerSubject; i++) await vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      const successors = Array.from({ length: 6 }, () => newTemplate(newModel));
      for (const successor of successors) await keep(vault, successor);
      expect(await vectors(vault, newModel)).toEqual(successors.slice(2).map(({ vector }) => vector));
      expect(await vectors(vault, oldModel)).toHaveLength(templatesPerSubject);
      await expect(vault.enrol(ada, enrolmentOf(newTemplate()), anybody)).rejects.toThrow(refused("subject_full"));
    });
  });

  test("takes no room from what is enrolled", async () => {
    await inVault(async ({ vault }) => {
      await enrolled(vault);
      for (let i = 0; i < 4; i++) await keep(vault, newTemplate(newModel));
      for (let i = 1; i < templatesPerSubject; i++) await vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      expect(await vectors(vault, oldModel)).toHaveLength(templatesPerSubject);
    });
  });

  test("is not one if it is of the subject's own model, by now at least", async () => {
    await inVault(async ({ vault }) => {
      await enrolled(vault);
      expect(await keep(vault, newTemplate())).toBe(false);
      const keepLater = await vault.keepSuccessor(ada, newTemplate(newModel));
      await keep(vault, newTemplate(newModel));
      vault.moved(ada, newModel);
      expect(keepLater()).toBe(false);
      expect(vault.state()?.templates).toHaveLength(1);
    });
  });

  test("of who was replaced meanwhile is not kept", async () => {
    await inVault(async ({ vault }) => {
      await enrolled(vault);
      const keepLater = await vault.keepSuccessor(ada, newTemplate(newModel));
      await vault.enrol(ada, enrolmentOf(newTemplate(), { replace: true }), anybody);
      expect(keepLater()).toBe(false);
      expect(vault.state()?.modelIds).toEqual([oldModel]);
    });
  });
});

describe("[MOD3] a match", () => {
  test("by the old model moves nobody", async () => {
    await inVault(async ({ vault }) => {
      await enrolled(vault);
      await keep(vault, newTemplate(newModel));
      const before = vault.state();
      expect(vault.moved(ada, oldModel)).toBe(false);
      expect(vault.moved(ada, "third-net@2222222222222222")).toBe(false);
      expect(vault.state()).toEqual(before);
    });
  });

  test("by the new model, the first, drops the old templates and tells the server of the new ones", async () => {
    await inVault(async ({ vault }) => {
      await enrolled(vault);
      const successors = [newTemplate(newModel), newTemplate(newModel)];
      for (const successor of successors) await keep(vault, successor);
      const before = vault.state()!;
      expect(vault.moved(ada, newModel)).toBe(true);
      expect(vault.moved(ada, newModel)).toBe(false);
      const after = vault.state()!;
      expect(after.modelIds).toEqual([newModel]);
      expect(after.version).not.toBe(before.version);
      expect(await vectors(vault, newModel)).toEqual(successors.map(({ vector }) => vector));
      await expect(vault.open(ada, oldModel)).rejects.toThrow(refused("model_mismatch"));

      const messages = takeMessages(vault);
      const metadata = { desk: "12" };
      expect(messages).toEqual(
        after.templates.map(({ templateId }, i) => ({
          kind: "enrol",
          address: ada,
          templateId,
          metadata,
          replace: i === 0,
        })),
      );
      for (const [i, message] of messages.entries()) {
        const told = message.kind === "enrol" ? await vault.toTell(ada, message.templateId) : undefined;
        expect(told).toEqual(successors[i]);
      }
    });
  });

  test("lets templates of the new model be enrolled, and no more of the old", async () => {
    await inVault(async ({ vault }) => {
      await enrolled(vault);
      await keep(vault, newTemplate(newModel));
      vault.moved(ada, newModel);
      await vault.enrol(ada, enrolmentOf(newTemplate(newModel)), anybody);
      const old = vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
      await expect(old).rejects.toThrow(refused("model_mismatch"));
    });
  });

  test("[OUT1] whose transaction is taken back has moved nobody, and told nothing", async () => {
    await inVault(async ({ vault, storage }) => {
      await enrolled(vault);
      await keep(vault, newTemplate(newModel));
      const before = vault.state();
      const undone = new Error("undone");
      const moving = () =>
        transactionOf(storage)(() => {
          expect(vault.moved(ada, newModel)).toBe(true);
          throw undone;
        });
      expect(moving).toThrow(undone);
      expect(vault.state()).toEqual(before);
      expect(await vectors(vault, oldModel)).toHaveLength(1);
      expect(takeMessages(vault)).toEqual([]);
    });
  });
});

test("a change that is not the vault's gives the subject another version", async () => {
  await inVault(async ({ vault }) => {
    expect(() => vault.changed()).toThrow("nobody is enrolled");
    await enrolled(vault);
    const before = vault.state()!.version;
    const after = vault.changed();
    expect(after).not.toBe(before);
    expect(vault.state()!.version).toBe(after);
  });
});
