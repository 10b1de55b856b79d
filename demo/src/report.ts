import Table from "cli-table3";
import type { JobResult, ViewResult } from "./job.ts";

/** The result of the main job as a person reads it. */
export function report(result: JobResult): string {
  return [table(result), refusals(result), summary(result)].filter(Boolean).join("\n\n");
}

function table({ views }: JobResult): string {
  const rows = new Table({
    head: ["who", "seen as", "1:1", "1:1, as another", "1:N", "detect", "align", "embed", "verify", "identify"],
    colAligns: ["left", "left", "left", "left", "left", "right", "right", "right", "right", "right"],
    style: { head: [], border: [], compact: true },
  });
  for (const view of views) {
    const { person, timings, own, another, identified } = view;
    rows.push([
      person.name,
      view.view,
      own.match ? "match" : "no match",
      another ? (another.match ? "MATCH" : "no match") : "-",
      named(view),
      ...[timings.detect, timings.align, timings.embed, own.ms, identified.ms].map(milliseconds),
    ]);
  }
  return rows.toString();
}

function named({ person, identified }: ViewResult): string {
  if (identified.subject === undefined) return "nobody";
  return identified.subject === person.subject ? "named" : `NAMED ${identified.subject}`;
}

function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

function refusals(result: JobResult): string {
  return result.refusals
    .map(({ person, view, problem }) => `not used: ${person.name}, ${view}: ${problem.code} (${problem.message})`)
    .join("\n");
}

function summary({ enrolled, namedBefore, enrolMs, views, thresholds }: JobResult): string {
  const count = (wanted: (view: ViewResult) => boolean) => views.filter(wanted).length;
  const right = count(({ person, identified }) => identified.subject === person.subject);
  const nobody = count(({ identified }) => identified.subject === undefined);
  const tried = count(({ another }) => another !== undefined);
  const lines = [
    `${enrolled.length} enrolled, ${(enrolMs / Math.max(1, enrolled.length)).toFixed(0)} ms each with looking at the picture; ` +
      `searched for just before, ${namedBefore.length} of them were somebody already enrolled`,
    ...namedBefore.map(({ person, subject }) => `  ${person.name} looks like ${subject}: the same person, or a false match`),
    `1:1  ${count(({ own }) => own.match)} of ${views.length} views match their own template; ` +
      `${count(({ another }) => another?.match === true)} of ${tried} match another's`,
    `1:N  ${right} of ${views.length} named right, ${nobody} nobody, ${views.length - right - nobody} somebody else`,
  ];
  if (thresholds) {
    lines.push(
      `thresholds: a false match in one comparison ${odds(thresholds.fmr)}, in one search ${odds(thresholds.fpir)}, ` +
        "as measured for the model (models/cards/dlib-resnet.json)",
    );
  }
  return lines.join("\n");
}

function odds(rate: number): string {
  return `1 in ${Math.round(1 / rate).toLocaleString("en")}`;
}
