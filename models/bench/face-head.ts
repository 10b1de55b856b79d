import { access } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { type Circumstances, type Measured, table } from "@likeness/bench";
import { testData } from "../src/measure/test-data.ts";
import { comparisons, type Tested } from "./face-head/comparisons.ts";
import { choose, type Chosen, costOf, crossValidation, nameOf, type Part } from "./face-head/cross-validation.ts";
import { decision } from "./face-head/decision.ts";
import { compared, ratesOf } from "./face-head/differences.ts";
import { asTheyAre, type Faces, ofPeople } from "./face-head/faces.ts";
import { readFaces } from "./face-head/read-faces.ts";
import { cells, figuresOf, markdown, type Row } from "./face-head/report.ts";
import { verdictOf } from "./face-head/verdict.ts";
import { unadapted } from "./face-head/way.ts";
import { openWays } from "./face-head/ways.ts";
import { writeMeasured } from "./measured-part.ts";

const [folds, inner, copies, rounds] = [5, 4, 4, 1000];

/** What all ways of a part that people who are not tested would choose, were they to choose the way as well. */
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
  const names = [unadapted, anyWay, ...ways.map(nameOf)];
  const rows = rowsOf(names, repetitions, onJohns, orl.faces, johns.faces);
  const said = decision(rows.find(({ name }) => name === anyWay)!);
  const isWhole = seeds.length >= 3;
  if (isWhole) await writeMeasured("docs/face-head.md", [`${seeds.length} partitions into folds, ${rounds} draws of people.`, markdown(rows), said].join("\n\n"));
  const shown = cells(rows);
  return { name: isWhole ? "models-face-head" : "models-face-head-part", figures: figuresOf(rows), tables: [table(shown.head, shown.rows), said] };
}

async function faceSet(name: string, copies: number) {
  const folder = path.join(testData, name);
  await access(folder).catch(() => {
    throw new Error(`bench models face-head: ${folder} is missing; LIKENESS_TEST_DATA names the folder with att-orl and dlib-johns`);
  });
  const read = await readFaces(folder, { copies });
  console.log(`${name}: ${read.faces.labels.length} faces of ${read.faces.people.length} people, ${read.withoutFace} pictures without a face`);
  return read;
}

function rowsOf(names: readonly string[], repetitions: readonly Part[][], onJohns: readonly Part[], orl: Faces, johns: Faces): Row[] {
  const { people } = orl;
  const tested = names.map((name) => repetitions.map((parts) => parts.map((part) => chosenOf(part, name, orl))));
  const scores = tested.map((own) => own.map((parts) => comparisons(parts.map(({ tested }) => tested), people)));
  return compared(scores, rounds).map((differences, i): Row => {
    const name = names[i]!;
    const each = tested[i]!.flat().map((part) => ratesOf(comparisons([part.tested], people)));
    const others = onJohns.map((part) => comparisons([chosenOf(part, name, johns).tested], johns.people));
    const rates = others.map((scores) => ({ ...ratesOf(scores), cost: costOf(scores) }));
    return {
      name,
      compared: differences,
      eachFold: { eer: mean(each, "eer"), tar: mean(each, "tar") },
      johns: { eer: mean(rates, "eer"), tar: mean(rates, "tar"), cost: mean(rates, "cost") },
      verdict: name === unadapted ? undefined : verdictOf(differences),
      leftAlone: name === unadapted ? undefined : tested[i]!.flat().filter(({ setting }) => setting === unadapted).length,
    };
  });
}

/** What a way gave in a part; `faces` are those that have been tested in it, and others. */
function chosenOf(part: Part, name: string, faces: Faces): Pick<Chosen, "setting" | "tested"> {
  if (name === unadapted) return { setting: unadapted, tested: asTested(ofPeople(faces, [...new Set(part[0]!.tested.people)])) };
  if (name === anyWay) return part.reduce((a, b) => (b.cost < a.cost ? b : a));
  return part.find(({ way }) => way === name)!;
}

function asTested(faces: Faces): Tested {
  return { embeddings: asTheyAre(faces), people: Array.from(faces.labels, (label) => faces.people[label]!) };
}

function mean<Name extends string>(values: readonly Readonly<Record<Name, number>>[], name: Name): number {
  return values.reduce((sum, value) => sum + value[name], 0) / values.length;
}
