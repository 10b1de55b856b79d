import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

// A threat model that names tests is worth what they are: here it is held to them.

const root = join(import.meta.dirname, "../..");
const read = (file: string) => readFile(join(root, file), "utf8");
const page = await read("docs/security.md");
const specs = ["edge/SPEC.md", "sdk/src/template/SPEC.md", "sdk/src/face/liveness/SPEC.md"];

async function matching(pattern: string): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob(pattern, { cwd: root, exclude: ["**/node_modules"] })) files.push(file);
  return files;
}

/** With ranges written out. */
function rulesIn(text: string): string[] {
  const single = text.replaceAll(/\[([A-Z]+)(\d+)–\1(\d+)\]/g, (_, group: string, from: string, to: string) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => `[${group}${Number(from) + i}]`).join(" "),
  );
  return [...new Set(Array.from(single.matchAll(/\[[A-Z]+\d+\]/g), ([rule]) => rule))];
}

/** As the page has them: files of `edge/src` without a folder, some as a pattern. */
async function filesIn(text: string): Promise<string[]> {
  const named = Array.from(text.matchAll(/`([^`\s]+\.ts)`/g), ([, name]) => name!);
  const paths = named.map((name) => (/^(edge|sdk|server|models|test)\//.test(name) ? name : `edge/src/${name}`));
  const found = await Promise.all(paths.map(matching));
  expect(paths.filter((_, i) => found[i]!.length === 0)).toEqual([]);
  return found.flat();
}

async function allIn(files: readonly string[]): Promise<string> {
  return (await Promise.all(files.map(read))).join("\n");
}

test("every file that it names or links to is there", async () => {
  await filesIn(page);
  const links = Array.from(page.matchAll(/\]\((?!#|https?:)([^)#]+)/g), ([, link]) => join("docs", link!));
  expect(links.length).toBeGreaterThan(0);
  for (const link of links) expect(await matching(link)).toEqual([link]);
});

test("every rule that it names is one", async () => {
  const rules = new Set(Array.from((await allIn(specs)).matchAll(/^- \*\*(\[\w+\])\*\*/gm), ([, rule]) => rule!));
  expect(rulesIn(page).filter((rule) => !rules.has(rule))).toEqual([]);
});

/** Attack, what answers it, what holds that, what remains. */
const rows = page
  .split("\n")
  .filter((line) => line.includes(".test.ts`"))
  .map((line) => line.split("|").slice(1, 4).map((cell) => cell.trim()) as [string, string, string]);

describe("what answers an attack is held by what is named beside it:", () => {
  test.each(rows)("%s", async (_, answer, heldBy) => {
    const isBenched = heldBy.includes("`bench edge");
    const benchmarks = isBenched ? await matching("edge/bench/**/*.ts") : [];
    const rules = rulesIn(await allIn([...(await filesIn(heldBy)), ...benchmarks]));
    expect(rulesIn(answer).filter((rule) => !rules.includes(rule))).toEqual([]);
  });
});

test("every rule of the edge has a test that bears its number", async () => {
  const tests = await matching("{edge,sdk,server,test}/**/*.{test,contract}.ts");
  const held = rulesIn(await allIn(tests));
  expect(rulesIn(await read("edge/SPEC.md")).filter((rule) => !held.includes(rule))).toEqual([]);
});
