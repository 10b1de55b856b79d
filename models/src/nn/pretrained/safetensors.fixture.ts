// Test support: files of the format that the tests make themselves, right and wrong ones.

export interface Written {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** The tensors one after another. */
export function safetensors(tensors: Readonly<Record<string, Written>>): Uint8Array {
  let at = 0;
  const header = Object.entries(tensors).map(([name, { dtype, shape, bytes }]) => {
    const from = at;
    at += bytes.length;
    return [name, { dtype, shape, data_offsets: [from, at] }];
  });
  return withHeader(JSON.stringify(Object.fromEntries(header)), Object.values(tensors).map(({ bytes }) => bytes));
}

export function withHeader(text: string, values: readonly Uint8Array[]): Uint8Array {
  const header = new TextEncoder().encode(text);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  return Uint8Array.from([length, header, ...values].flatMap((part) => [...part]));
}

export function float32(shape: readonly number[], values: readonly number[]): Written {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return { dtype: "F32", shape, bytes: new Uint8Array(view.buffer) };
}
