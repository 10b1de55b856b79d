import { open } from "node:fs/promises";
import { parquetMetadataAsync, parquetReadObjects, type AsyncBuffer, type FileMetaData } from "hyparquet";
import { inBatch, type ImportRow, type ImportRows } from "./import-rows.ts";

/** What stands in a column of its own; every other column is one of metadata. */
const own = new Set(["subject", "vector", "metadata", "idempotencyKey"]);

/**
 * A Parquet file with the columns `subject` (text) and `vector` (a list of floats, or the bytes of float32). A column
 * `metadata` holds JSON objects; any other column is a field of metadata by its own name. Group after group of rows is read,
 * so that memory does not grow with the file.
 *
 * @throws Error that says what is wrong with the file
 */
export async function parquetRows(path: string): Promise<ImportRows> {
  const handle = await open(path);
  try {
    const file = await asBuffer(handle);
    const metadata = await saying(path, () => parquetMetadataAsync(file));
    const rows = Number(metadata.num_rows);
    const names = new Set(metadata.schema.map(({ name }) => name));
    for (const name of ["subject", "vector"]) {
      if (!names.has(name)) throw new Error(`${path} has no column ${name}`);
    }
    const group = (start: number, end: number) => saying(path, () => objects(file, metadata, start, end));
    const first = rows > 0 ? vectorOf((await group(0, 1))[0]!["vector"]) : undefined;
    return {
      rows,
      columns: first?.length ?? 0,
      async *read(from) {
        let start = 0;
        for (const { num_rows: many } of metadata.row_groups) {
          const end = start + Number(many);
          if (end >= from) {
            const taken = rowsOf(await group(start, end), start).filter(({ line }) => line >= from);
            for (let at = 0; at < taken.length; at += inBatch) yield taken.slice(at, at + inBatch);
          }
          start = end;
        }
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

type Row = Readonly<Record<string, unknown>>;

async function objects(file: AsyncBuffer, metadata: FileMetaData, rowStart: number, rowEnd: number): Promise<Row[]> {
  // Bytes stay bytes, where a column is not said to be text.
  return parquetReadObjects({ file, metadata, rowStart, rowEnd, utf8: false });
}

const rowsOf = (rows: readonly Row[], start: number): ImportRow[] =>
  rows.map((row, i) => ({ line: start + i + 1, about: aboutOf(row), vector: vectorOf(row["vector"]) }));

function aboutOf(row: Row): object {
  const metadata: Record<string, string> = { ...(asObject(row["metadata"]) as Record<string, string>) };
  for (const [name, value] of Object.entries(row)) {
    if (!own.has(name) && value !== null && value !== undefined) metadata[name] = String(value);
  }
  const key = row["idempotencyKey"];
  return { subject: row["subject"], metadata, ...(typeof key === "string" && { idempotencyKey: key }) };
}

/** JSON, as text or as what was read of it. */
function asObject(value: unknown): object {
  const read: unknown = typeof value === "string" ? parsed(value) : value;
  return typeof read === "object" && read !== null ? read : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is neither numbers nor their bytes is a vector of none, which is refused like any other of the wrong length. */
function vectorOf(value: unknown): Float32Array {
  if (value instanceof Uint8Array) {
    if (value.length % 4 !== 0) return new Float32Array();
    return new Float32Array(value.slice().buffer);
  }
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return Float32Array.from(value as ArrayLike<number>);
  return new Float32Array();
}

async function asBuffer(handle: Awaited<ReturnType<typeof open>>): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      const bytes = new Uint8Array(Math.max(0, end - start));
      for (let read = 0; read < bytes.length;) {
        const { bytesRead } = await handle.read(bytes, read, bytes.length - read, start + read);
        if (bytesRead === 0) throw new Error("it ends before it should");
        read += bytesRead;
      }
      return bytes.buffer;
    },
  };
}

/** What the reader says of a file, with the file's name before it. */
async function saying<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
