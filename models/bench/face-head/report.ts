import type { Figure } from "@likeness/bench";
import type { Compared, Estimate, Measure } from "./differences.ts";
import type { Verdict } from "./verdict.ts";

/** What one way came to. */
export interface Row {
  readonly name: string;
  readonly compared: Compared;
  /** All folds of a partition at one threshold, on the scale that people who were not tested gave; in the mean. */
  readonly together: Record<Measure, number>;
  readonly verdict: Verdict | undefined;
  /** In how many of the folds people who were not tested chose the embedding as it was. */
  readonly leftAlone: number | undefined;
  /** The setting that was chosen in most folds, and in how many. */
  readonly mostly: string;
  /** On the johns, by a head that learnt all of ORL; in the mean over seeds. */
  readonly johns: Record<Measure, number> & { readonly cost: number };
}

const head = [
  "way",
  "EER, %",
  "difference",
  "TAR at FAR 1e-3, %",
  "difference",
  "folds together: EER / TAR",
  "johns: EER / TAR",
  "johns: bits",
  "left alone",
  "chosen mostly",
  "",
];

export interface Cells {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** For the terminal and the document alike. */
export function cells(rows: readonly Row[]): Cells {
  return {
    head,
    rows: rows.map(({ name, compared: { eer, tar }, together, verdict, leftAlone, mostly, johns }, i) => [
      name,
      percent(eer.own),
      i === 0 ? "" : percent(eer.more, true),
      percent(tar.own),
      i === 0 ? "" : percent(tar.more, true),
      `${hundred(together.eer)} / ${hundred(together.tar)}`,
      `${hundred(johns.eer)} / ${hundred(johns.tar)}`,
      johns.cost.toFixed(5),
      leftAlone === undefined ? "" : String(leftAlone),
      mostly,
      verdict ?? "",
    ]),
  };
}

export function markdown(rows: readonly Row[]): string {
  const { head, rows: lines } = cells(rows);
  const rule = head.map((_, i) => (i === 0 ? "---" : "---:"));
  return [head, rule, ...lines].map((line) => `| ${line.join(" | ")} |`).join("\n");
}

export function figuresOf(rows: readonly Row[]): Figure[] {
  return rows.flatMap(({ name, compared: { eer, tar }, johns }, i): Figure[] => {
    const own = [
      rate(`${name}: EER, held-out people of ORL, 95 %`, eer.own),
      rate(`${name}: TAR at FAR 1e-3, held-out people of ORL, 95 %`, tar.own),
    ];
    const more = [
      rate(`${name}: EER less that of the unadapted, paired, 95 %`, eer.more),
      rate(`${name}: TAR at FAR 1e-3 less that of the unadapted, paired, 95 %`, tar.more),
    ];
    const others = [
      { name: `${name}: EER, johns, learnt on ORL`, value: johns.eer, unit: "rate" },
      { name: `${name}: TAR at FAR 1e-3, johns, learnt on ORL`, value: johns.tar, unit: "rate" },
    ];
    return [...own, ...(i === 0 ? [] : more), ...others];
  });
}

function rate(name: string, { value, interval }: Estimate): Figure {
  return { name, value, unit: "rate", interval };
}

function percent({ value, interval: [low, high] }: Estimate, signed = false): string {
  return `${hundred(value, signed)} (${hundred(low, signed)} to ${hundred(high, signed)})`;
}

function hundred(value: number, signed = false): string {
  const text = (100 * value).toFixed(2);
  return signed && value > 0 && text !== "0.00" ? `+${text}` : text.replace(/^-(0\.0+)$/, "$1");
}
