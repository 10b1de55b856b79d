import { type Figure, table } from "@likeness/bench";
import { verdictOf, type Estimate, type Verdict } from "../../src/measure/fusion/index.ts";
import { asked, detRates, type FusionRow, type Outcome, type OverViews } from "./outcome.ts";

interface Cells {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** For a document: tables, and what was decided by them. */
export function markdown(outcome: Outcome): string {
  return [
    said(outcome),
    ...tables(outcome).flatMap(({ title, head, rows }) => {
      const rule = head.map((_, i) => (i === 0 ? "---" : "---:"));
      return [`**${title}**`, [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")];
    }),
    decided(outcome),
  ].join("\n\n");
}

export function terminal(outcome: Outcome): string[] {
  const drawn = tables(outcome).map(({ title, head, rows }) => `${title}\n${table(head, rows)}`);
  return [said(outcome), ...drawn, decided(outcome)];
}

function said({ people, pictures, shuffles, rounds }: Outcome): string {
  const [orl, johns] = people.map((count, i) => `${count} people on ${pictures[i]} pictures`);
  return `AT&T/ORL: ${orl}; johns: ${johns}. ${shuffles} shuffles, ${rounds} draws of people.`;
}

function tables(outcome: Outcome): Cells[] {
  return [...outcome.overViews.map(fusionCells), halfCells(outcome), probeCells(outcome), keptCells(outcome)];
}

function fusionCells({ views, enrolments, rows }: OverViews): Cells {
  const { mated, nonMated } = rows[0]!.compared;
  const own = detRates.map((rate) => `FNMR at ${rateName(rate)}, %${isAsked(rate) ? "; missed" : ""}`);
  const more = asked.map((rate) => `difference at ${rateName(rate)}`);
  return {
    title:
      `${views} views of ORL: ${counted(enrolments)} enrolments, ${counted(mated)} mated and ` +
      `${counted(nonMated)} non-mated comparisons`,
    head: ["fusion", ...own, ...more, "FMR at the card's thresholds for one view", "johns: FNMR, FMR, %"],
    rows: rows.map(({ name, compared: { atRates }, atCard, johns }, i) => [
      name,
      ...atRates.map(({ fnmr, missed, rate }) => (isAsked(rate) ? `${percent(fnmr)}; ${missed}` : hundred(fnmr.value))),
      ...atRates.filter(({ rate }) => isAsked(rate)).map(({ more }) => (i === 0 ? "" : percent(more, true))),
      atCard.map(scientific).join(", "),
      johns.map(({ fmr, fnmr }) => `${hundred(fnmr)}, ${hundred(fmr)}`).join("; "),
    ]),
  };
}

function halfCells({ overViews }: Outcome): Cells {
  return {
    title: "Half of the views, rounded up, the nearest of them: any, or those of better quality",
    head: [
      "views",
      ...asked.flatMap((rate) => ["any half", "better half"].map((half) => `${half}: FNMR at ${rateName(rate)}, %`)),
      ...asked.map((rate) => `difference at ${rateName(rate)}`),
    ],
    rows: overViews.map(({ views, halves: { any, better } }) => [
      String(views),
      ...asked.flatMap((_, i) => [any, better].map(({ atRates }) => percent(atRates[i]!.fnmr))),
      ...asked.map((_, i) => percent(better.atRates[i]!.more, true)),
    ]),
  };
}

function probeCells({ overViews }: Outcome): Cells {
  const fifths = ["worst fifth", "second", "third", "fourth", "best fifth"];
  return {
    title: "Missed by the probe's quality, nearest view",
    head: ["views, at FMR", ...fifths, "FNMR of the worst less that of the others, %"],
    rows: overViews.flatMap(({ views, probes }) =>
      probes.map(({ parts, more }, i) => [
        `${views}, ${rateName(asked[i]!)}`,
        ...parts.map(({ mated, missed, qualities }) => {
          const [from, to] = qualities.map((quality) => quality.toFixed(2));
          return `${missed} of ${counted(mated)} (${from} to ${to})`;
        }),
        percent(more, true),
      ]),
    ),
  };
}

function keptCells({ kept }: Outcome): Cells {
  return {
    title: "What the host's thresholds come to, nearest view, all sets and pairs across them",
    head: [
      "views, at FMR",
      "threshold",
      "FMR as answered",
      "FMR as measured, worst way",
      "false matches",
      "pairs of people in them",
      "FNMR, %",
      "fitted threshold",
      "FNMR with it less that without, %",
    ],
    rows: kept.flatMap(({ views, rates }) =>
      rates.map(({ asked, threshold, said, fmr, falseMatches, nonMated, pairsOfPeople, fnmr, fitted }) => [
        `${views}, ${rateName(asked)}`,
        threshold.toFixed(5),
        scientific(said),
        `${scientific(fmr.value)} (${fmr.interval.map(scientific).join(" to ")})`,
        `${falseMatches} of ${counted(nonMated)}`,
        String(pairsOfPeople),
        hundred(fnmr),
        fitted.threshold.toFixed(5),
        percent(fitted.more, true),
      ]),
    ),
  };
}

/** By name, over all numbers of views and the rates that are asked for. */
export function verdicts({ overViews }: Pick<Outcome, "overViews">): Map<string, Verdict> {
  const rows = Map.groupBy(overViews.flatMap(({ rows }) => rows.slice(1)), ({ name }) => name);
  return new Map([...rows].map(([name, some]) => [name, verdictOf(some.map(askedOnly))]));
}

function askedOnly({ compared }: FusionRow) {
  return { ...compared, atRates: compared.atRates.filter(({ rate }) => isAsked(rate)) };
}

function decided(outcome: Outcome): string {
  const all = [...verdicts(outcome)];
  const said = all.map(([name, verdict]) => `${name}: ${verdict}`).join("; ");
  const isNone = all.every(([, verdict]) => verdict !== "better");
  const then = isNone ? " The nearest view stays what decides." : "";
  return `Against the nearest view, over all of the above: ${said}.${then}`;
}

export function figuresOf({ overViews, kept }: Outcome): Figure[] {
  const compared = overViews.flatMap(({ views, rows, halves, probes }) => [
    ...rows.flatMap(({ name, compared, atCard }, i) => [
      ...compared.atRates.flatMap(({ rate, fnmr, more }): Figure[] => {
        const at = `${name} of ${views}, ORL: FNMR at FMR ${rateName(rate)}`;
        return [estimated(at, fnmr), ...(i > 0 ? [estimated(`${at} less that of the nearest`, more)] : [])];
      }),
      ...atCard.map((value, j) => ({
        name: `${name} of ${views}, ORL: FMR at the card's threshold for ${rateName(asked[j]!)} of one comparison`,
        value,
        unit: "rate",
      })),
    ]),
    ...asked.flatMap((rate, i) => {
      const at = `of ${views}, ORL: FNMR at FMR ${rateName(rate)}`;
      return [
        estimated(`nearest of the better half by quality ${at} less that of any half`, halves.better.atRates[i]!.more),
        estimated(`nearest ${at}, the worst fifth of probes by quality less the others`, probes[i]!.more),
      ];
    }),
  ]);
  const promised = kept.flatMap(({ views, rates }) =>
    rates.flatMap(({ asked, said, fmr, fnmr, fitted }): Figure[] => {
      const at = `${views} views for FMR ${rateName(asked)}`;
      return [
        estimated(`host's threshold over ${at}, worst way: FMR`, fmr),
        { name: `host's threshold over ${at}: FMR as answered`, value: said, unit: "rate" },
        { name: `host's threshold over ${at}, without mirror: FNMR`, value: fnmr, unit: "rate" },
        estimated(`threshold fitted to ${at}: FNMR less that of the host's`, fitted.more),
      ];
    }),
  );
  return [...compared, ...promised];
}

function estimated(name: string, { value, interval }: Estimate): Figure {
  return { name: `${name}, 95 %`, value, unit: "rate", interval };
}

function isAsked(rate: number): boolean {
  return asked.some((one) => one === rate);
}

function rateName(rate: number): string {
  return rate.toExponential(0);
}

function scientific(rate: number): string {
  return Number.isNaN(rate) ? "above 5e-2" : rate === 0 ? "0" : rate.toExponential(1);
}

function counted(count: number): string {
  return count.toLocaleString("en");
}

function hundred(rate: number, signed = false): string {
  const text = (rate * 100).toFixed(2);
  return Number(text) === 0 ? "0.00" : `${signed && rate > 0 ? "+" : ""}${text}`;
}

function percent({ value, interval: [low, high] }: Estimate, signed = false): string {
  return `${hundred(value, signed)} (${hundred(low, signed)} to ${hundred(high, signed)})`;
}
