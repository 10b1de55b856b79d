import { DatabaseSync, type SQLInputValue } from "node:sqlite";

declare global {
  /** What an outbox needs of a Durable Object's SQLite, where there is no Durable Object. */
  interface SqlStorage {
    exec<Row = Record<string, SQLInputValue>>(query: string, ...values: SQLInputValue[]): { toArray(): Row[] };
  }
}

/** The same SQLite, in Node: statements run one after the other, and the last one's rows are answered. */
export function sqlStorage(database: DatabaseSync): SqlStorage {
  return {
    exec: <Row>(query: string, ...values: SQLInputValue[]) => {
      const statements = query.split(";").filter((statement) => statement.trim() !== "");
      const last = statements.pop()!;
      for (const statement of statements) database.exec(statement);
      const rows = database.prepare(last).all(...values) as Row[];
      return { toArray: () => rows };
    },
  };
}
