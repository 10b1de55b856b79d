import { describe, expect, test } from "vitest";
import type { Address } from "../address.ts";
import { forget } from "../storage/memory.ts";
import {
  ada,
  anybody,
  enrolmentOf,
  inVault,
  newModel,
  newTemplate,
  oldModel,
  rowsOf,
  storedKeys,
  type Room,
} from "./vault.fixture.ts";

const refused = (code: string) => expect.objectContaining({ code });
const unreadable = refused("template_unreadable");

type Row = { template_id: string; model_id: string; sealed: ArrayBuffer };
const templatesIn = (room: Room) => rowsOf(room, "templates") as Row[];
const put = ({ storage }: Room, templateId: string, sealed: ArrayBuffer) => {
  storage.sql.exec("UPDATE templates SET sealed = ? WHERE template_id = ?", sealed, templateId);
  // As after a restart: what a running object has read it does not read again.
  forget(storage.sql);
};

/** A room with templates of two models, and nothing in memory. */
async function furnished(room: Room, address: Address = ada): Promise<void> {
  for (let i = 0; i < 2; i++) await room.vault.enrol(address, enrolmentOf(newTemplate()), anybody);
  for (let i = 0; i < 2; i++) (await room.vault.keepSuccessor(address, newTemplate(newModel)))();
  expect(await room.awoken().open(address, oldModel)).toHaveLength(2);
}

describe("[SEAL1] [SEAL6] a row that is not in its place is not compared", () => {
  test("each pair of one subject's rows, changed over", async () => {
    await inVault(async (room) => {
      await furnished(room);
      const rows = templatesIn(room);
      expect(rows).toHaveLength(4);
      for (const one of rows) {
        for (const other of rows.filter((row) => row !== one)) {
          put(room, one.template_id, other.sealed);
          put(room, other.template_id, one.sealed);
          await expect(room.awoken().open(ada, one.model_id)).rejects.toThrow(unreadable);
          put(room, one.template_id, one.sealed);
          put(room, other.template_id, other.sealed);
        }
      }
      expect(await room.awoken().open(ada, oldModel)).toHaveLength(2);
    });
  });

  test("a row whose model was changed", async () => {
    await inVault(async (room) => {
      await furnished(room);
      const [{ template_id: id }] = templatesIn(room) as [Row];
      room.storage.sql.exec("UPDATE templates SET model_id = ? WHERE template_id = ?", newModel, id);
      await expect(room.awoken().open(ada, newModel)).rejects.toThrow(unreadable);
    });
  });

  test("a row whose id was changed", async () => {
    await inVault(async (room) => {
      await furnished(room);
      room.storage.sql.exec("UPDATE templates SET template_id = template_id || 'x'");
      await expect(room.awoken().open(ada, oldModel)).rejects.toThrow(unreadable);
    });
  });

  test.each<[string, Address]>([
    ["subject", { ...ada, subject: "eve" }],
    ["collection", { ...ada, collection: "guests" }],
    ["tenant", { ...ada, tenant: "other" }],
    ["worker, of the same name", ada],
  ])("all that an object of another %s keeps, its wrapped key too", async (_, address) => {
    // Each object's storage can be used in that object alone, so what it keeps is carried over.
    const theirs = await inVault(async (room) => {
      await furnished(room);
      const [{ data_key: dataKey }] = rowsOf(room, "subject") as [{ data_key: string }];
      const [name] = await storedKeys(room);
      return { rows: templatesIn(room), dataKey, wrapped: (await room.bucket.get(name!))! };
    });
    await inVault(async (room) => {
      await furnished(room, address);
      const { sql } = room.storage;
      sql.exec("DELETE FROM templates");
      for (const { template_id, model_id, sealed } of theirs.rows) {
        sql.exec(
          "INSERT INTO templates (template_id, model_id, sealed, enrolled_at) VALUES (?, ?, ?, '')",
          template_id,
          model_id,
          sealed,
        );
      }
      await expect(room.awoken().open(address, oldModel)).rejects.toThrow(unreadable);
      sql.exec("UPDATE data_keys SET id = ?", theirs.dataKey);
      sql.exec("UPDATE subject SET data_key = ?", theirs.dataKey);
      await expect(room.awoken().open(address, oldModel)).rejects.toThrow(unreadable);
      await room.bucket.create(`${room.objectId}/${theirs.dataKey}`, theirs.wrapped);
      await expect(room.awoken().open(address, oldModel)).rejects.toThrow(unreadable);
      await expect(room.awoken().open(ada, oldModel)).rejects.toThrow(unreadable);
    });
  });

  test("asked for as somebody else's", async () => {
    await inVault(async (room) => {
      await furnished(room);
      for (const other of [{ ...ada, subject: "eve" }, { ...ada, collection: "guests" }, { ...ada, tenant: "other" }]) {
        await expect(room.vault.open(other, oldModel)).rejects.toThrow(unreadable);
      }
    });
  });

  test("with one bit changed of one of them none is told, of that model alone", async () => {
    await inVault(async (room) => {
      await furnished(room);
      const [{ template_id: id, sealed }] = templatesIn(room) as [Row];
      for (let byte = 0; byte < sealed.byteLength; byte++) {
        const changed = new Uint8Array(sealed.slice());
        changed[byte]! ^= 1 << (byte & 7);
        put(room, id, changed.buffer);
        await expect(room.vault.open(ada, oldModel), `byte ${byte}`).rejects.toThrow(unreadable);
      }
      expect(await room.vault.open(ada, newModel)).toHaveLength(2);
      await expect(room.vault.toTell(ada, id)).rejects.toThrow(unreadable);
    });
  });
});

test("opening while the subject is replaced tells what was there before, or what is there now", async () => {
  await inVault(async (room) => {
    await room.vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
    const vault = room.awoken();
    for (let i = 0; i < 12; i++) {
      const replacing = vault.enrol(ada, enrolmentOf(newTemplate(), { replace: true }), anybody);
      const opened = await Promise.all(Array.from({ length: 4 }, () => vault.open(ada, oldModel)));
      const { templateId } = await replacing;
      await vault.shred();
      for (const templates of opened) expect(templates).toHaveLength(1);
      expect((await vault.open(ada, oldModel))[0]?.templateId).toBe(templateId);
    }
  });
});
