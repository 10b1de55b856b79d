import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { lossCases } from "../references/read.ts";
import { agrees, type Make, replay } from "../references/replay.ts";
import { codeOf, loadWith } from "./load.ts";
import { type Mutant, mutants } from "./mutants.ts";
import { survivors } from "./survivors.ts";

const index = new URL("../index.ts", import.meta.url);
const shared = ["mates", "every-pair", "every-triplet"];
const files = [
  ...sources("../"),
  ...sources("../../distances/"),
  ...shared.map((name) => new URL(`../../miners/${name}.ts`, import.meta.url)),
];

/** As they are: a loss that a mutant does not reach is the same function. */
const sound = await loadWith(index, index, codeOf(index));

test.each(files.map((file) => [file.pathname.split("/").slice(-2).join("/"), file] as const))(
  "a wrong number in %s is found by a reference",
  async (name, file) => {
    const undetected: string[] = [];
    for (const mutant of mutants(codeOf(file))) {
      if (await survives(file, mutant)) undetected.push(mutant.change);
    }
    expect(undetected).toEqual(survivors[name]?.flatMap(({ changes }) => changes) ?? []);
  },
);

async function survives(file: URL, { code }: Mutant): Promise<boolean> {
  const losses = (await loadWith(index, file, code)) as Record<string, Make>;
  const reached = lossCases.filter(({ loss }) => losses[loss] !== sound[loss]);
  return reached.every((one) => {
    try {
      return agrees(replay(losses[one.loss]!, one), one);
    } catch {
      return false;
    }
  });
}

function sources(folder: string): URL[] {
  const at = new URL(folder, import.meta.url);
  const names = readdirSync(at).filter((name) => /^[\w-]+\.ts$/.test(name) && name !== "index.ts");
  return names.map((name) => new URL(name, at));
}
