import { open, type FileHandle } from "node:fs/promises";

// NumPy's format, versions 1 to 3: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

const magic = Buffer.from("\x93NUMPY", "latin1");
/** Of the head that is written: there is room for any number of rows. */
const headBytes = 128;

export interface NpyMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Some rows, one after the other: little-endian float32 as they are in the file. */
  read(from: number, many: number): Promise<Float32Array>;
  close(): Promise<void>;
}

/**
 * Opens a matrix of float32, row after row.
 *
 * @throws Error that says what is wrong with the file
 */
export async function openNpy(path: string): Promise<NpyMatrix> {
  const file = await open(path);
  try {
    const { start, rows, columns } = await headOf(file, path);
    const { size } = await file.stat();
    const wanted = start + rows * columns * 4;
    if (size !== wanted) throw new Error(`${path} has ${size} bytes; ${rows} x ${columns} float32 take ${wanted}`);
    return {
      rows,
      columns,
      read: async (from, many) => {
        const bytes = Buffer.alloc(many * columns * 4);
        await readAll(file, bytes, start + from * columns * 4, path);
        return new Float32Array(bytes.buffer, bytes.byteOffset, many * columns);
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function headOf(file: FileHandle, path: string) {
  const begin = Buffer.alloc(12);
  await readAll(file, begin, 0, path);
  if (!begin.subarray(0, 6).equals(magic)) throw new Error(`${path} is no .npy file`);
  const isFirst = begin[6] === 1;
  const [at, length] = isFirst ? [10, begin.readUInt16LE(8)] : [12, begin.readUInt32LE(8)];
  if (length > 1 << 20) throw new Error(`${path} has a head of ${length} bytes`);
  const head = Buffer.alloc(length);
  await readAll(file, head, at, path);
  const text = head.toString("latin1");
  const type = /'descr': *'([^']*)'/.exec(text)?.[1];
  const shape = /'shape': *\((\d+), *(\d+),?\)/.exec(text);
  if (type !== "<f4") throw new Error(`${path} holds ${type ?? "something else"}; float32, <f4, is what is read`);
  if (/'fortran_order': *True/.test(text)) throw new Error(`${path} lies column after column: save it in C order`);
  if (!shape) throw new Error(`${path} is no matrix`);
  return { start: at + length, rows: Number(shape[1]), columns: Number(shape[2]) };
}

async function readAll(file: FileHandle, bytes: Buffer, position: number, path: string): Promise<void> {
  for (let read = 0; read < bytes.length;) {
    const { bytesRead } = await file.read(bytes, read, bytes.length - read, position + read);
    if (bytesRead === 0) throw new Error(`${path} ends before it should`);
    read += bytesRead;
  }
}

export interface NpyWriter {
  add(row: Float32Array): Promise<void>;
  /** Until it is on disk; the head then says how many there are. */
  end(): Promise<void>;
}

/** Writes a new file; one that is there is not touched. @throws what the system says */
export async function createNpy(path: string, columns: number): Promise<NpyWriter> {
  const file = await open(path, "wx", 0o600);
  let rows = 0;
  await file.write(headFor(0, columns), 0, headBytes, 0);
  return {
    add: async (row) => {
      const bytes = Buffer.from(row.buffer, row.byteOffset, row.byteLength);
      await file.write(bytes, 0, bytes.length, headBytes + rows * columns * 4);
      rows++;
    },
    end: async () => {
      await file.write(headFor(rows, columns), 0, headBytes, 0);
      await file.sync();
      await file.close();
    },
  };
}

function headFor(rows: number, columns: number): Buffer {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const head = Buffer.alloc(headBytes, " ");
  magic.copy(head);
  head.writeUInt16LE(0x0001, 6);
  head.writeUInt16LE(headBytes - 10, 8);
  head.write(text, 10, "latin1");
  head.write("\n", headBytes - 1, "latin1");
  return head;
}
