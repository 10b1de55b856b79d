import Table from "cli-table3";

type Cell = string | number;

/** Numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const isNumeric = (column: number) => rows.every((row) => typeof row[column] === "number" || /^[\d–-]/.test(row[column]!));
  const drawn = new Table({
    head: [...head],
    style: { head: [], border: [] },
    colAligns: head.map((_, column) => (isNumeric(column) ? "right" : "left")),
  });
  drawn.push(...rows.map((row) => [...row]));
  return drawn.toString();
}
