import type { Device } from "@likeness/sdk/contract";
import { Problem } from "@likeness/sdk/core";
import { forget, recall } from "../storage/memory.ts";
import { hasTable, makeTable } from "../storage/tables.ts";

/** A device as it is kept. */
export interface KnownDevice extends Device {
  /** A JWK of a key; of a passkey its COSE key, base64url. */
  readonly publicKey: string;
  /** How often a passkey says it was used; of a key always 0. */
  readonly counter: number;
}

/** The devices of one subject. */
export interface Devices {
  list(): Device[];
  get(device: string): KnownDevice | undefined;
  /** One that is there already stays as it is. @throws Problem `too_many_devices` */
  add(device: KnownDevice): void;
  /** @returns false: there is no such device */
  revoke(device: string): boolean;
  /** Of a passkey, when it was used. */
  count(device: string, counter: number): void;
  erase(): void;
}

export const devicesPerSubject = 8;

/** In memory. */
const name = "devices";

const schema = `
  CREATE TABLE IF NOT EXISTS devices (device TEXT PRIMARY KEY, kind TEXT NOT NULL, label TEXT,
    public_key TEXT NOT NULL, counter INTEGER NOT NULL, added_at TEXT NOT NULL)`;

type Row = {
  device: string;
  kind: string;
  label: string | null;
  public_key: string;
  counter: number;
  added_at: string;
};

export function createDevices(sql: SqlStorage): Devices {
  const known = () =>
    recall(sql, name, () => {
      if (!hasTable(sql, "devices")) return new Map<string, KnownDevice>();
      const rows = sql.exec<Row>("SELECT * FROM devices ORDER BY added_at, device").toArray();
      return new Map(rows.map((row): [string, KnownDevice] => [row.device, knownIn(row)]));
    });

  return {
    list: () => [...known().values()].map(told),
    get: (device) => known().get(device),
    add: ({ device, kind, label, publicKey, counter, addedAt }) => {
      makeTable(sql, "devices", schema);
      if (known().has(device)) return;
      if (known().size >= devicesPerSubject) {
        throw new Problem("too_many_devices", `${devicesPerSubject}; revoke one first`);
      }
      sql.exec(
        "INSERT INTO devices (device, kind, label, public_key, counter, added_at) VALUES (?, ?, ?, ?, ?, ?)",
        device,
        kind,
        label ?? null,
        publicKey,
        counter,
        addedAt,
      );
      forget(sql, name);
    },
    revoke: (device) => {
      if (!known().has(device)) return false;
      sql.exec("DELETE FROM devices WHERE device = ?", device);
      forget(sql, name);
      return true;
    },
    count: (device, counter) => {
      sql.exec("UPDATE devices SET counter = ? WHERE device = ?", counter, device);
      forget(sql, name);
    },
    erase: () => {
      if (hasTable(sql, "devices")) sql.exec("DELETE FROM devices");
      forget(sql, name);
    },
  };
}

/** What a key is, and how often a passkey was used, is nobody's business. */
function told({ device, kind, label, addedAt }: KnownDevice): Device {
  return { device, kind, ...(label !== undefined && { label }), addedAt };
}

function knownIn({ device, kind, label, added_at: addedAt, public_key: publicKey, counter }: Row): KnownDevice {
  return { device, kind: kind as Device["kind"], ...(label !== null && { label }), addedAt, publicKey, counter };
}
