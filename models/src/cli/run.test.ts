import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { likenessModels } from "./captured.fixture.ts";
import { configSchema } from "../config/json-schema.ts";

const names = ["train", "eval", "compare", "calibrate", "export", "card", "schema", "convert", "measure"];

test.each([[[]], [["help"]], [["--help"]]])("%o lists the commands", async (words) => {
  const { code, out } = await likenessModels(...words);
  expect(code).toBe(0);
  for (const name of names) expect(out).toContain(`likeness-models ${name} `);
});

test.each(names)("%s says what it does, by --help and by help", async (name) => {
  const { code, out } = await likenessModels(name, "--help");
  expect(code).toBe(0);
  expect(out).toMatch(new RegExp(`^likeness-models ${name}( |\n)`));
  expect(out.split("\n").filter((line) => line.length > 100)).toEqual([]);
  expect((await likenessModels("help", name)).out).toBe(out);
});

test.each([
  [["trian"], "likeness-models: there is no command trian; train is probably meant"],
  [["help", "exprot"], "likeness-models: there is no command exprot; export is probably meant"],
  [["train", "x.yaml", "--sett", "a=1"], "likeness-models train: there is no option --sett; --set is probably meant"],
  [["train", "x.yaml", "--nonsense"], "likeness-models train: there is no option --nonsense\n"],
  [["train"], "likeness-models train: either a configuration or --resume RUN is needed"],
  [["train", "a.yaml", "b.yaml"], "likeness-models train: one configuration is needed, but not b.yaml too"],
  [["train", "--resume", "r", "--out", "o"], "--out has no place"],
  [["eval", "nowhere"], "nowhere is no run: --data CONFIG must name the pictures"],
  [["eval", "x", "--split", "train"], "--split is test or validation, not train"],
  [["compare", "one"], "two runs or more are needed"],
  [["calibrate", "x", "--fmr", "2"], "--fmr cannot be 2"],
  [["convert", "dlib-resent"], "there is no model dlib-resent; dlib-resnet is probably meant"],
])("%o is misuse", async (words, message) => {
  const { code, out, notes } = await likenessModels(...words);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(notes + "\n").toContain(message);
});

test("what cannot be read is said in a line with its code, and as JSON where that is asked for", async () => {
  const { code, notes } = await likenessModels("train", "nowhere.yaml");
  expect(code).toBe(1);
  expect(notes).toMatch(/^likeness-models train: config_invalid: nowhere\.yaml cannot be read: [^\n]+$/);
  const json = await likenessModels("train", "nowhere.yaml", "--json");
  expect(JSON.parse(json.notes)).toMatchObject({ error: { code: "config_invalid", message: /nowhere\.yaml/ } });
  expect(JSON.parse((await likenessModels("compare", "one", "--json")).notes)).toMatchObject({
    error: { code: "misuse" },
  });
});

test("schema prints what configurations are held to", async () => {
  expect((await likenessModels("schema")).out).toBe(configSchema().trimEnd());
});

test("a card of the project in words, and as it is", async () => {
  const { out } = await likenessModels("card", "dlib-resnet");
  expect(out).toMatch(/^dlib-resnet@[0-9a-f]{16}\n/);
  expect(out).toMatch(/threshold +cosine 0\.\d{4}: FMR /);
  expect(JSON.parse((await likenessModels("card", "dlib-resnet", "--json")).out)).toMatchObject({ task: "embed" });
  expect(await likenessModels("card", import.meta.filename)).toMatchObject({
    code: 1,
    notes: expect.stringContaining("is no model card"),
  });
});

test("as a program, by its older name too, it writes and ends so", async () => {
  const cli = path.join(import.meta.dirname, "../cli.ts");
  const program = promisify(execFile);
  expect((await program(process.execPath, [cli, "build", "--help"])).stdout).toContain("likeness-models convert");
  await expect(program(process.execPath, [cli, "train"])).rejects.toMatchObject({ code: 2, stdout: "" });
});
