import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const textOf = (path: string) => readFileSync(new URL(path, root), "utf8");

/** Of each setting, as the README has it: its default, `required`, or `none`. */
function settingsInSource(): Map<string, string> {
  const [, schema = ""] = /z\.object\(\{\n(.*?)\n\}\);/s.exec(textOf("server/src/config.ts")) ?? [];
  const entries = schema.matchAll(/^ {2}(LIKENESS_\w+): (.*?)(?=,\n {2}LIKENESS_|,?$(?![\s\S]))/gms);
  return new Map(Array.from(entries, ([, name, type]) => [name!, defaultOf(type!)]));
}

function defaultOf(type: string): string {
  const [, text] = /\.default\((".*?"|[\w.]+)\)/.exec(type) ?? [];
  if (text === undefined) return type.includes(".optional()") ? "none" : "required";
  const value = String(JSON.parse(text.replaceAll("_", "")));
  return value === "" ? "none" : `\`${value}\``;
}

const settingsInReadme = () =>
  new Map(
    Array.from(textOf("server/README.md").matchAll(/^\| `(LIKENESS_\w+)` \| (.*?) \|/gm), ([, name, value]) => [
      name!,
      value!,
    ]),
  );

const namesIn = (text: string) => [...new Set(text.match(/LIKENESS_[A-Z_]+[A-Z]/g))];

/** What a Dockerfile copies from the repository, and not from a stage before. */
function copiedPaths(dockerfile: string): string[] {
  const lines = dockerfile.replaceAll("\\\n", " ").split("\n");
  return lines.flatMap((line) => {
    const [word, ...paths] = line.trim().split(/\s+/);
    return word === "COPY" && !paths[0]!.startsWith("--from") ? paths.slice(0, -1) : [];
  });
}

describe("settings", () => {
  test("the README has each that there is, with its default, and no other", () => {
    const settings = settingsInSource();
    expect([...settings.keys()].toSorted()).toEqual(
      [...new Set(textOf("server/src/config.ts").match(/LIKENESS_\w+(?=: z)/g))].toSorted(),
    );
    expect(settings.get("LIKENESS_PORT")).toBe("`8788`");
    expect(Object.fromEntries(settingsInReadme())).toEqual(Object.fromEntries(settings));
  });

  test.each(["server/Dockerfile", "server/likeness-server.service"])("%s names none that there is not", (path) => {
    const names = namesIn(textOf(path));
    expect(names).toContain("LIKENESS_DATA");
    const settings = settingsInSource();
    expect(names.filter((name) => !settings.has(name))).toEqual([]);
  });
});

describe("the image", () => {
  const dockerfile = textOf("server/Dockerfile");

  test("all that it copies is there", () => {
    const paths = copiedPaths(dockerfile);
    expect(paths).toContain("server/src/");
    expect(paths.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });

  test("it has the manifest of every workspace: npm takes the lockfile only as a whole", () => {
    const { workspaces } = JSON.parse(textOf("package.json")) as { workspaces: string[] };
    const manifests = copiedPaths(dockerfile).filter((path) => path.endsWith("package.json"));
    const wanted = ["package.json", ...workspaces.map((folder) => `${folder}/package.json`)];
    expect(manifests.toSorted()).toEqual(wanted.toSorted());
  });

  test("what it starts is there, and its card too", () => {
    const [, program] = /^ENTRYPOINT \["node", "(.*)"\]$/m.exec(dockerfile) ?? [];
    const [, card] = /LIKENESS_CARDS=(\S+)/.exec(dockerfile) ?? [];
    for (const path of [program, card]) expect(existsSync(fileURLToPath(new URL(path!, root)))).toBe(true);
  });
});

describe("the unit", () => {
  const unit = textOf("server/likeness-server.service");
  const numberOf = (pattern: RegExp) => Number(pattern.exec(unit)?.[1]);

  test("a stop has more time than calls have to end in", () => {
    expect(numberOf(/^TimeoutStopSec=(\d+)$/m)).toBeGreaterThan(numberOf(/^Environment=LIKENESS_GRACE=(\d+)$/m));
  });

  test("memory may be made executable: V8 compiles into it", () => {
    expect(unit).not.toMatch(/^MemoryDenyWriteExecute=/m);
  });

  test("what it starts is there", () => {
    const [, program] = /^ExecStart=\S+ (\S+)/m.exec(unit) ?? [];
    expect(existsSync(new URL(program!, root))).toBe(true);
  });
});

test("the README names every metric, and none that there is not", () => {
  const metricsIn = (text: string) => [...new Set(text.match(/\blikeness_[a-z_]+/g))].toSorted();
  expect(metricsIn(textOf("server/README.md"))).toEqual(metricsIn(textOf("server/src/operations/metrics.ts")));
});
