import { crc32 } from "node:zlib";
import { damaged } from "./failures.ts";

export type Plain = string | number | null;

/**
 * CRC-32 over the name of the table and every column of a row: [STO6]. It tells any change of up to 32 bits in a row apart
 * from none. The columns are written as a JSON array, which ends where it ends, and what is no text comes after it: two
 * rows that differ are never written alike.
 *
 * It is kept in the files of every store: it is never changed, only added to for new tables.
 */
export const checksum = (table: string, columns: readonly Plain[], bytes?: Uint8Array): number => {
  const text = crc32(JSON.stringify([table, ...columns]));
  if (bytes === undefined) return text;
  // What damage has made of another type than its column has.
  if (!(bytes instanceof Uint8Array)) throw damaged(table, undefined, "what should be bytes is none");
  return crc32(bytes, text);
};

/** @throws Problem `store_damaged` */
export function assertIntact(table: string, row: number | string, expected: number, actual: number): void {
  if (expected !== actual) throw damaged(table, row, "the checksum is another");
}
