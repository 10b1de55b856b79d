import type { Random } from "../random.ts";

/** One of the rows, each as likely as any other. There must be one. */
export function pick(rows: Int32Array, random: Random): number {
  return rows[random.integer(rows.length)]!;
}
