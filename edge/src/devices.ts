import type { Device } from "@likeness/sdk/contract";
import { Problem } from "@likeness/sdk/core";
import { hasTable, makeTable } from "./tables.ts";

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
  const rows = (where: string, ...values: string[]) =>
    hasTable(sql, "devices")
      ? sql.exec<Row>(`SELECT * FROM devices WHERE ${where} ORDER BY added_at, device`, ...values).toArray()
      : [];

  return {
    list: () => rows("TRUE").map(described),
    get: (device) => rows("device = ?", device).map((row) => ({ ...described(row), publicKey: row.public_key, counter: row.counter }))[0],
    add: ({ device, kind, label, publicKey, counter, addedAt }) => {
      makeTable(sql, "devices", schema);
      if (rows("device = ?", device).length > 0) return;
      if (rows("TRUE").length >= devicesPerSubject) {
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
    },
    revoke: (device) =>
      hasTable(sql, "devices") &&
      sql.exec("DELETE FROM devices WHERE device = ? RETURNING device", device).toArray().length > 0,
    count: (device, counter) => {
      sql.exec("UPDATE devices SET counter = ? WHERE device = ?", counter, device);
    },
    erase: () => {
      if (hasTable(sql, "devices")) sql.exec("DELETE FROM devices");
    },
  };
}

function described({ device, kind, label, added_at: addedAt }: Row): Device {
  return { device, kind: kind as Device["kind"], ...(label !== null && { label }), addedAt };
}
