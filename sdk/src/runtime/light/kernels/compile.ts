import { readFileSync } from "node:fs";
import path from "node:path";
import { main } from "assemblyscript/asc";

const folder = import.meta.dirname;

const options = [
  ["--outFile", "kernels.wasm"],
  // No allocator and no collector: the plan says where everything lies.
  ["--runtime", "stub", "--importMemory", "--memoryBase", "0", "--noAssert"],
  ["-O3", "--converge", "--enable", "simd"],
].flat();

/** The kernels as WebAssembly; `isRelaxed` multiplies and adds in one instruction, which not every engine has. */
export async function compileKernels(isRelaxed: boolean): Promise<Uint8Array> {
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await main(["index.ts", ...options, ...(isRelaxed ? ["--enable", "relaxed-simd"] : [])], {
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

/** The text of the module that carries both builds. */
export async function kernelsModule(): Promise<string> {
  const [simd, relaxed] = [await compileKernels(false), await compileKernels(true)];
  return [
    "// Written by `node sdk/src/runtime/light/kernels/write.ts` from kernels/*.as; not to be changed by hand.",
    `export const simd =\n  "${base64(simd)}";`,
    `export const relaxed =\n  "${base64(relaxed)}";`,
    "",
  ].join("\n\n").trimEnd() + "\n";
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");

function read(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
