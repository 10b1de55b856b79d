import { readFileSync } from "node:fs";
import path from "node:path";
import { main } from "assemblyscript/asc";

const folder = import.meta.dirname;

const options = [
  ["--outFile", "kernels.wasm"],
  // No allocator and no collector: the plan says where everything lies.
  ["--runtime", "stub", "--importMemory", "--noAssert"],
  ["-O3", "--converge", "--enable", "simd"],
].flat();

async function compileKernels(): Promise<Uint8Array> {
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await main(["index.ts", ...options], {
    // The sources end in .as, for they are not TypeScript; the compiler looks for nothing but .ts.
    readFile: (name: string) => read(path.join(folder, name.replace(/\.ts$/, ".as"))),
    writeFile: (_: string, contents: Uint8Array | string) => {
      if (typeof contents !== "string") wasm = contents;
    },
    listFiles: () => [],
  });
  if (error || !wasm) throw new Error(`the kernels do not compile: ${stderr.toString()}`, { cause: error });
  return wasm;
}

/** The text of the module that carries the kernels as WebAssembly. */
export async function kernelsModule(): Promise<string> {
  const wasm = Buffer.from(await compileKernels()).toString("base64url");
  return `// Written by \`node sdk/src/runtime/light/kernels/write.ts\` from kernels/*.as; not to be changed by hand.

export const kernels =
  "${wasm}";
`;
}

function read(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
