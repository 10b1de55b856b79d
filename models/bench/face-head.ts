import { access } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { type Circumstances, type Measured, table } from "@likeness/bench";
import { testData } from "../src/measure/test-data.ts";
import { comparisons } from "./face-head/comparisons.ts";
import { choose, type Chosen, costOf, crossValidation, nameOf, type Part } from "./face-head/cross-validation.ts";
import { decision } from "./face-head/decision.ts";
import { compared, ratesOf } from "./face-head/differences.ts";
import type { Faces } from "./face-head/faces.ts";
import { readFaces } from "./face-head/read-faces.ts";
import { cells, figuresOf, markdown, type Row } from "./face-head/report.ts";
import { verdictOf } from "./face-head/verdict.ts";
import { unadapted } from "./face-head/way.ts";
import { openWays } from "./face-head/ways.ts";
import { writeMeasured } from "./measured-part.ts";

const [folds, inner, copies, rounds] = [5, 4, 4, 1000];

/** What people who are not tested choose, where they choose the way as well. */
const anyWay = "whichever is chosen";

/**
 * Whether a head on the frozen face model helps with people that it has not seen: the protocol is in
 * `docs/face-head.md`, between whose marks the whole run is written. `--seeds 1` runs a part of it.
 *
 * @throws {Error} where the face sets are missing
 */
export async function measure(args: readonly string[]): Promise<Measured & Pick<Circumstances, "on">> {
  const { values } = parseArgs({ args: [...args], options: { seeds: { type: "string", default: "1,2,3" } } });
  const seeds = values.seeds.split(",").map(Number);
  const [orl, johns] = [await faceSet("att-orl", copies), await faceSet("dlib-johns/johns", 0)];
  const { ways, close } = await openWays();
  const repetitions: Part[][] = [];
  const onJohns: Part[] = [];
  try {
    for (const seed of seeds) {
      const say = (text: string) => console.log(text);
      repetitions.push(await crossValidation(ways, orl.faces, orl.chips, { folds, inner, seed, say }));
      onJohns.push(await choose(ways, orl.faces, orl.chips, johns.faces, { inner: folds, seed }));
    }
  } finally {
    await close();
  }
  const [first, ...others] = ways.map(nameOf);
  const names = [first!, anyWay, ...others];
  const rows = rowsOf(names, repetitions, onJohns, orl.faces, johns.faces);
  const said = decision(rows.find(({ name }) => name === anyWay)!);
  const isWhole = seeds.length >= 3;
  const how = `${seeds.length} partitions into folds, ${rounds} draws of people.`;
  if (isWhole) await writeMeasured("docs/face-head.md", [how, markdown(rows), said].join("\n\n"));
  const shown = cells(rows);
  return {
    name: isWhole ? "models-face-head" : "models-face-head-part",
    figures: figuresOf(rows),
    tables: [table(shown.head, shown.rows), said],
  };
}

async function faceSet(name: string, copies: number) {
  const folder = path.join(testData, name);
  await access(folder).catch(() => {
    const hint = "LIKENESS_TEST_DATA names the folder with att-orl and dlib-johns";
    throw new Error(`bench models face-head: ${folder} is missing; ${hint}`);
  });
  const read = await readFaces(folder, { copies });
  const { labels, people } = read.faces;
  const found = `${labels.length} faces of ${people.length} people, ${read.withoutFace} pictures without a face`;
  console.log(`${name}: ${found}`);
  return read;
}

function rowsOf(
  names: readonly string[],
  repetitions: readonly Part[][],
  onJohns: readonly Part[],
  { people }: Faces,
  johns: Faces,
): Row[] {
  const chosen = names.map((name) => repetitions.map((parts) => parts.map((part) => chosenOf(part, name))));
  const apart = chosen.map((own) => own.flat().map(({ tested }) => comparisons([tested], people)));
  return compared(apart, rounds).map((differences, i): Row => {
    const name = names[i]!;
    const together = chosen[i]!.map((parts) => ratesOf(comparisons(parts.map(({ tested }) => tested), people)));
    const others = onJohns.map((part) => {
      const scores = comparisons([chosenOf(part, name).tested], johns.people);
      return { ...ratesOf(scores), cost: costOf(scores) };
    });
    const all = chosen[i]!.flat();
    const settings = Map.groupBy(all, ({ way, setting }) => (name === anyWay ? way : setting));
    const [mostly, folds] = [...settings].reduce((a, b) => (b[1].length > a[1].length ? b : a));
    return {
      name,
      compared: differences,
      together: { eer: mean(together, "eer"), tar: mean(together, "tar") },
      johns: { eer: mean(others, "eer"), tar: mean(others, "tar"), cost: mean(others, "cost") },
      verdict: name === unadapted ? undefined : verdictOf(differences),
      leftAlone: name === unadapted ? undefined : all.filter(({ setting }) => setting === unadapted).length,
      mostly: name === unadapted ? "" : `${mostly}: ${folds.length}`,
    };
  });
}

function chosenOf(part: Part, name: string): Chosen {
  if (name === anyWay) return part.reduce((a, b) => (b.cost < a.cost ? b : a));
  return part.find(({ way }) => way === name)!;
}

function mean<Name extends string>(values: readonly Readonly<Record<Name, number>>[], name: Name): number {
  return values.reduce((sum, value) => sum + value[name], 0) / values.length;
}
