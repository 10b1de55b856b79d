import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetWriteFile } from "hyparquet-writer";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { normalize } from "@likeness/sdk/core";
import { openStore } from "../store/store.ts";
import { createNpy, openNpy } from "./npy.ts";
import { run } from "./run.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "likeness-cli-"));
  writeFileSync(file("card.json"), JSON.stringify({ modelId: "model@1", dimension: 3 }));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string) => join(folder, name);

async function cli(...words: string[]) {
  const [lines, notes]: [string[], string[]] = [[], []];
  const progress: string[] = [];
  const code = await run(words, {
    line: (text) => void lines.push(text),
    note: (text) => void notes.push(text),
    progress: (what, done, total) => void progress.push(`${what} ${done}/${total}`),
  });
  return { code, lines, notes, progress };
}

async function matrix(rows: readonly (readonly number[])[], name = "vectors.npy"): Promise<string> {
  const npy = await createNpy(file(name), rows[0]!.length);
  for (const row of rows) await npy.add(Float32Array.from(row));
  await npy.end();
  return file(name);
}

function people(lines: readonly (object | string)[]): string {
  const path = file("people.jsonl");
  writeFileSync(path, lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join(""));
  return path;
}

const where = ["--tenant", "acme", "--collection", "staff"];
const into = () => [...where, "--card", file("card.json"), "--store", file("store.sqlite")];
const fromStore = (name: string) => {
  const store = openStore(file("store.sqlite"));
  try {
    return store.subject({ tenant: "acme", collection: "staff", subject: name });
  } finally {
    store.close();
  }
};

describe("import", () => {
  test("[ADM4] enrols every line that is right, and says of each other why it is not", async () => {
    const vectors = await matrix([
      [3, 4, 0],
      [NaN, 0, 1],
      [0, 0, 2],
      [0, 0, 0],
      [1, 1, 1],
    ]);
    const subjects = people([
      { subject: "ada", metadata: { hall: "7" } },
      { subject: "bob" },
      { subject: "no name" },
      { subject: "cyd" },
      "{",
    ]);
    const { code, lines, notes } = await cli("import", ...into(), vectors, subjects);
    expect(code).toBe(1);
    expect(lines).toEqual(["1 enrolled, 4 refused"]);
    expect(notes.map((note) => note.split(": ").slice(0, 2).join(" "))).toEqual([
      "line 2 template_not_finite",
      "line 3 invalid_request",
      "line 4 template_zero",
      "line 5 bad_json",
    ]);
    const ada = fromStore("ada");
    expect(ada?.metadata).toEqual({ hall: "7" });
    expect(ada?.templates.map(({ vector }) => [...vector])).toEqual([[...normalize([3, 4, 0])]]);
    expect(fromStore("bob")).toBeUndefined();
  });

  test("goes on where it is told to", async () => {
    const vectors = await matrix([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    const subjects = people(["a", "b", "c"].map((subject) => ({ subject })));
    const { code, lines } = await cli("import", ...into(), "--from", "3", vectors, subjects);
    expect([code, lines]).toEqual([0, ["1 enrolled, 0 refused"]]);
    expect([fromStore("b"), fromStore("c")?.subject]).toEqual([undefined, "c"]);
  });

  test("more lines than rows, or fewer, is an error that says how to go on", async () => {
    const vectors = await matrix([
      [1, 0, 0],
      [0, 1, 0],
    ]);
    const fewer = await cli("import", ...into(), vectors, people([{ subject: "a" }]));
    expect(fewer.code).toBe(1);
    expect(fewer.notes.join("\n")).toMatch(/go on with --from 2[^]*1 lines for 2 vectors/);
    const more = await cli("import", ...into(), vectors, people(["a", "b", "c"].map((subject) => ({ subject }))));
    expect(more.notes.join("\n")).toMatch(/more lines than there are vectors, 2/);
  });

  test("a matrix that is not right is refused whole, and no store is made", async () => {
    const subjects = people([{ subject: "a" }]);
    const good = await matrix([[1, 0, 0]]);
    const wide = await matrix([[1, 0, 0, 0]], "wide.npy");
    writeFileSync(file("text.npy"), "hello, hello, hello");
    writeFileSync(file("doubles.npy"), readFileSync(good).toString("latin1").replace("<f4", "<f8"), "latin1");
    writeFileSync(file("columns.npy"), readFileSync(good).toString("latin1").replace("False", "True "), "latin1");
    writeFileSync(file("short.npy"), readFileSync(good));
    truncateSync(file("short.npy"), readFileSync(good).length - 1);
    for (const [name, reason] of [
      [wide, "4 values a row; model@1 has 3"],
      [file("text.npy"), "is no .npy file"],
      [file("doubles.npy"), "holds <f8"],
      [file("columns.npy"), "column after column"],
      [file("short.npy"), "1 x 3 float32 take"],
    ] as const) {
      const { code, notes } = await cli("import", ...into(), name, subjects);
      expect([code, notes.join("\n")]).toEqual([1, expect.stringContaining(reason)]);
    }
    expect(existsSync(file("store.sqlite"))).toBe(false);
  });
});

test("what is exported is what was imported, and can be imported again", async () => {
  const rows = Array.from({ length: 30 }, (_, i) => [...normalize([1, i, i * i])]);
  const lines = rows.map((_, i) => ({ subject: `s-${i % 20}`, metadata: { n: String(i % 20) } }));
  await cli("import", ...into(), await matrix(rows), people(lines));
  const out = [file("out.npy"), file("out.jsonl")];
  const from = [...where, "--model", "model@1", "--store", file("store.sqlite")];
  expect((await cli("export", ...from, ...out)).lines).toEqual(["30 templates written"]);
  const npy = await openNpy(out[0]!);
  const values = await npy.read(0, npy.rows);
  await npy.close();
  const written = readFileSync(out[1]!, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { subject: string });
  const asWritten = written.map(({ subject }, i) => [subject, ...values.subarray(i * 3, i * 3 + 3)].join());
  expect(asWritten.toSorted()).toEqual(lines.map(({ subject }, i) => [subject, ...rows[i]!].join()).toSorted());
  expect((await cli("export", ...from, ...out)).notes.join()).toContain("EEXIST");
  const again = [...where.slice(0, 3), "copy", "--card", file("card.json"), "--store", file("store.sqlite")];
  expect((await cli("import", ...again, ...out)).lines).toEqual(["30 enrolled, 0 refused"]);
});

describe("check", () => {
  const check = () => cli("check", "--store", file("store.sqlite"));
  beforeEach(async () => {
    await cli("import", ...into(), await matrix([[1, 0, 0]]), people([{ subject: "ada" }]));
  });

  test("finds nothing in a store that is as it was written, also when it was compacted", async () => {
    expect((await check()).lines).toEqual(["nothing is damaged"]);
    expect((await cli("compact", "--store", file("store.sqlite"))).code).toBe(0);
    expect(await check()).toMatchObject({ code: 0, lines: ["nothing is damaged"] });
  });

  test("[STO6] names what is damaged", async () => {
    const bytes = readFileSync(file("store.sqlite"));
    const vector = Buffer.from(Float32Array.of(1, 0, 0).buffer);
    bytes[bytes.indexOf(vector) + 5]! ^= 1;
    writeFileSync(file("store.sqlite"), bytes);
    const { code, lines } = await check();
    expect([code, lines.join("\n")]).toEqual([1, expect.stringMatching(/damaged: templates 1: /)]);
  });
});

describe("words", () => {
  test.each([
    { words: ["import", "a.npy", "b.jsonl", "c"], code: 2, note: /1 or 2 files are wanted, 3 are given/ },
    { words: ["import", "--tenant", "t", "a.npy", "b"], code: 2, note: /--collection is missing/ },
    { words: ["check", "--nothing"], code: 2, note: /--nothing/ },
    { words: ["check", "--store", "/nowhere/at/all"], code: 1, note: /there is no store/ },
    { words: ["fly"], code: 2, note: /no command fly/ },
  ])("$words: $code", async ({ words, code, note }) => {
    const told = await cli(...words);
    expect([told.code, told.notes.join("\n")]).toEqual([code, expect.stringMatching(note)]);
  });

  test("every command has help", async () => {
    const overview = await cli("--help");
    for (const name of ["serve", "import", "export", "check", "compact"]) {
      expect(overview.lines.join()).toContain(`likeness-server ${name}`);
      expect(await cli(name, "--help")).toMatchObject({ code: 0, notes: [] });
    }
  });

  test("a store that is in use is said to be", async () => {
    const store = openStore(file("store.sqlite"));
    const { code, notes } = await cli("check", "--store", file("store.sqlite"));
    store.close();
    expect([code, notes.join()]).toEqual([1, expect.stringContaining("stop the server first")]);
  });
});

describe("bundle and bench", () => {
  async function imported(): Promise<void> {
    const rows = Array.from({ length: 40 }, (_, i) => [Math.cos(i), Math.sin(i), i / 40]);
    const who = people(rows.map((_, i) => ({ subject: `s-${i}`, metadata: {} })));
    expect((await cli("import", ...into(), await matrix(rows), who)).code).toBe(0);
  }

  test("bundle writes a copy and an index of each model, into an empty folder only", async () => {
    await imported();
    const { code, lines } = await cli("bundle", "--store", file("store.sqlite"), file("bundle"));
    expect([code, lines]).toEqual([0, [expect.stringMatching(/^40 templates of 1 models, as of change \d+$/)]]);
    expect(existsSync(file("bundle/manifest.json"))).toBe(true);
    const again = await cli("bundle", "--store", file("store.sqlite"), file("bundle"));
    expect([again.code, again.notes[0]]).toEqual([1, expect.stringContaining("is not empty")]);
  });

  test("bench says how long searches take here", async () => {
    await imported();
    const { code, lines } = await cli("bench", "--store", file("store.sqlite"), "--threads", "1", "--json");
    expect(code).toBe(0);
    const { spaces, engine } = JSON.parse(lines[0]!) as {
      engine: string;
      spaces: { templates: number; searches: { p50: number }[] }[];
    };
    expect(engine).toContain("int8");
    expect(spaces).toMatchObject([{ templates: 40 }]);
    expect(spaces[0]!.searches.length).toBeGreaterThan(3);
    expect(spaces[0]!.searches.every(({ p50 }) => p50 > 0)).toBe(true);
    const table = await cli("bench", "--store", file("store.sqlite"), "--codes", "f32");
    expect(table.lines.join("\n")).toMatch(/space 1: 40 x 3 of model@1/);
    expect((await cli("bench", "--store", file("store.sqlite"), "--codes", "f8")).code).toBe(2);
    expect((await cli("bench", "--store", file("store.sqlite"), "--threads", "none")).code).toBe(2);
  });
});

describe("Parquet", () => {
  test("what is exported is imported again, with names, metadata and vectors as they were", async () => {
    const rows = Array.from({ length: 30 }, (_, i) => [Math.cos(i), Math.sin(i), i / 40]);
    const who = people(rows.map((_, i) => ({ subject: `s-${i}`, metadata: i % 2 ? { hall: String(i) } : {} })));
    expect((await cli("import", ...into(), await matrix(rows), who)).code).toBe(0);
    const model = ["--model", "model@1", "--store", file("store.sqlite")];
    const exported = await cli("export", ...where, ...model, file("all.parquet"));
    expect([exported.code, exported.lines]).toEqual([0, ["30 templates written"]]);
    const again = [...where, "--card", file("card.json"), "--store", file("again.sqlite")];
    const imported = await cli("import", ...again, file("all.parquet"));
    expect([imported.code, imported.lines, imported.notes]).toEqual([0, ["30 enrolled, 0 refused"], []]);
    const [before, after] = ["store.sqlite", "again.sqlite"].map((name) => openStore(file(name)));
    for (let i = 0; i < 30; i++) {
      const address = { tenant: "acme", collection: "staff", subject: `s-${i}` };
      const [one, other] = [before!.subject(address)!, after!.subject(address)!];
      expect(other.metadata).toEqual(one.metadata);
      // Scaled to 1 once more: the last bit may be another.
      const vectors = [one, other].map(({ templates }) => Array.from(templates[0]!.vector));
      vectors[0]!.forEach((value, at) => expect(vectors[1]![at]).toBeCloseTo(value, 6));
    }
    before!.close();
    after!.close();
    const refused = await cli("export", ...where, ...model, file("all.parquet"));
    expect([refused.code, refused.notes[0]]).toEqual([1, expect.stringContaining("EEXIST")]);
  });

  test("rows that are not right are refused by themselves; columns of other names are metadata", async () => {
    const vectors = [
      [1, 2, 3],
      [1, 2],
      [0, 0, 0],
      [3, 2, 1],
    ];
    parquetWriteFile({
      filename: file("some.parquet"),
      columnData: [
        { name: "subject", data: ["ada", "grace", "edith", "joan"], type: "STRING" },
        {
          name: "vector",
          data: vectors.map((row) => new Uint8Array(Float32Array.from(row).buffer)),
          type: "BYTE_ARRAY",
        },
        { name: "hall", data: [7, 8, 9, 10], type: "INT32" },
      ],
    });
    const { code, lines, notes } = await cli("import", ...into(), file("some.parquet"));
    expect([code, lines]).toEqual([1, ["2 enrolled, 2 refused"]]);
    expect(notes).toEqual([
      expect.stringMatching(/^line 2: invalid_request: .*2 values, not 3/),
      expect.stringMatching(/^line 3: /),
    ]);
    expect(fromStore("joan")?.metadata).toEqual({ hall: "10" });
    const rest = [...into(), "--from", "4", file("some.parquet")];
    expect((await cli("import", ...rest)).lines).toEqual(["1 enrolled, 0 refused"]);
  });

  test("a file that is none, or is cut off, says so", async () => {
    writeFileSync(file("none.parquet"), "nothing of the kind");
    const none = await cli("import", ...into(), file("none.parquet"));
    expect([none.code, none.notes[0]]).toEqual([1, expect.stringContaining("none.parquet: ")]);
    parquetWriteFile({
      filename: file("bare.parquet"),
      columnData: [{ name: "subject", data: ["ada"], type: "STRING" }],
    });
    const bare = await cli("import", ...into(), file("bare.parquet"));
    expect([bare.code, bare.notes[0]]).toEqual([1, expect.stringContaining("has no column vector")]);
    truncateSync(file("bare.parquet"), 20);
    expect((await cli("import", ...into(), file("bare.parquet"))).code).toBe(1);
    expect((await cli("import", ...into(), file("vectors.npy"))).code).toBe(2);
  });
});
