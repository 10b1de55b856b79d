import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { published, repository, source } from "./places.ts";
import { entries } from "./subpaths.ts";

const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");

/** Writes the type declarations of all that the entries reach, beside the JavaScript. */
export async function writeDeclarations(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "likeness-types-"));
  const config = join(directory, "tsconfig.json");
  await writeFile(config, JSON.stringify(configuration()));
  const child = spawn(process.execPath, [compiler, "-p", config], { stdio: ["ignore", "inherit", "inherit"] });
  const [status] = (await once(child, "exit")) as [number | null];
  await rm(directory, { recursive: true });
  if (status !== 0) throw new Error("the declarations could not be written: the source has the errors above");
  for (const file of await readdir(published, { recursive: true })) {
    if (file.endsWith(".d.ts")) await nameBuiltFiles(join(published, file));
  }
}

/** Only what the entries reach, so that a file which is not published is not looked at. */
function configuration() {
  return {
    extends: join(repository, "tsconfig.base.json"),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      stripInternal: true,
      rootDir: source,
      outDir: published,
      lib: ["es2024", "dom", "dom.iterable"],
      jsx: "react-jsx",
      types: ["node"],
      typeRoots: [join(repository, "node_modules/@types")],
    },
    files: entries.map((entry) => join(source, `${entry}.ts`)),
  };
}

/** The compiler leaves `./x.ts` as it is written in the source, and only `./x.js` is there. */
async function nameBuiltFiles(file: string): Promise<void> {
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace(/((?:from |import\(|import )"\.[^"]*)\.tsx?"/g, '$1.js"'));
}
