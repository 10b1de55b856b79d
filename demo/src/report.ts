import Table from "cli-table3";
import type { Identification, JobResult, ViewResult } from "./job.ts";

/** The result of the main job as a person reads it. */
export function report(result: JobResult): string {
  return [result.views.length > 0 && table(result.views), refusals(result), summary(result)].filter(Boolean).join("\n\n");
}

/** Every line that cli-table3 draws, left out. */
const lines = ["top", "bottom", "left", "right", "mid"];
const joints = lines.flatMap((line) => ["mid", "left", "right"].map((end) => `${line}-${end}`));
const noLines = { ...Object.fromEntries([...lines, ...joints].map((name) => [name, ""])), middle: " " };

/** Without lines around the cells, so that it fits a terminal: times in milliseconds. */
function table(views: readonly ViewResult[]): string {
  const rows = new Table({
    chars: noLines,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 1 },
    colAligns: ["left", "left", "left", "left", "left", "right", "right", "right", "right", "right"],
    head: ["who", "seen as", "1:1", "another's", "1:N", "detect", "align", "embed", "verify", "identify ms"],
  });
  for (const view of views) {
    const { person, timings, own, another, identified } = view;
    rows.push([
      shortened(person.name),
      shortened(view.view),
      own.match ? "match" : "no match",
      another ? (another.match ? "MATCH" : "no match") : "",
      answer(view),
      ...[timings.detect, timings.align, timings.embed, own.ms, identified.ms].map((ms) => ms.toFixed(0)),
    ]);
  }
  return rows.toString();
}

function answer({ person, identified: { named } }: ViewResult): string {
  if (named === "nobody") return "nobody";
  return named === person ? "named" : `NAMED ${nameOf(named)}`;
}

function nameOf(named: Identification["named"]): string {
  return typeof named === "string" ? named : shortened(named.name);
}

/** For a cell: no longer than it should be, and without what a terminal would take for a command. */
function shortened(name: string): string {
  const text = name.replaceAll(/\p{Control}/gu, "?");
  return text.length <= 24 ? text : `${text.slice(0, 11)}…${text.slice(-12)}`;
}

function refusals(result: JobResult): string {
  return result.refusals
    .map(({ person, view, problem }) => `not used: ${person.name}, ${view}: ${problem.code} (${problem.message})`)
    .join("\n");
}

function summary({ enrolled, namedBefore, enrolMs, views, thresholds }: JobResult): string {
  const count = (wanted: (view: ViewResult) => boolean) => views.filter(wanted).length;
  const right = count(({ person, identified }) => identified.named === person);
  const nobody = count(({ identified }) => identified.named === "nobody");
  const tried = count(({ another }) => another !== undefined);
  const lines = [
    `${enrolled.length} enrolled, in ${(enrolMs / Math.max(1, enrolled.length)).toFixed(0)} ms each; ` +
      `searched for just before, ${namedBefore.length} of them were found enrolled already`,
    ...namedBefore.map(({ person, as }) => `     ${person.name} as ${nameOf(as)}: the same person, or a false match`),
    `1:1  ${count(({ own }) => own.match)} of ${views.length} views match their own template, ` +
      `${count(({ another }) => another?.match === true)} of ${tried} match another's`,
    `1:N  ${right} of ${views.length} views named right, ${nobody} nobody, ${views.length - right - nobody} somebody else`,
  ];
  if (thresholds) {
    lines.push(
      `At these thresholds one comparison in ${inverse(thresholds.fmr)} and one search in ${inverse(thresholds.fpir)} ` +
        "is a false match, as measured for the model (models/cards/dlib-resnet.json).",
    );
  }
  return lines.join("\n");
}

function inverse(rate: number): string {
  return Math.round(1 / rate).toLocaleString("en");
}
