import { type Figure, type Measured, median, quantile, table } from "@likeness/bench";
import type { Page } from "playwright";
import { launchChromium } from "../chromium.ts";
import type { LightPage } from "./page.ts";
import { serve } from "./site.ts";
import { type RuntimeName, type Spans, subjects } from "./subject.ts";

declare const light: LightPage;

const names: readonly RuntimeName[] = ["light", "onnxruntime"];
const rounds = 9;
const runs = 40;

/** Each in a browser of its own, so that neither finds code that the one before compiled. */
async function inBrowser<Result>(url: string, work: (page: Page) => Promise<Result>): Promise<Result> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(url);
    return await work(page);
  } finally {
    await browser.close();
  }
}

const cold = (page: Page, name: RuntimeName): Promise<Spans> =>
  page.evaluate(([name, subjects]) => light.cold(name, subjects), [name, subjects] as const);

async function measureCold(url: string): Promise<Readonly<Record<RuntimeName, readonly Spans[]>>> {
  const spans: Record<RuntimeName, Spans[]> = { light: [], onnxruntime: [] };
  for (let round = 0; round < rounds; round++) {
    for (const name of names) spans[name].push(await inBrowser(url, (page) => cold(page, name)));
  }
  return spans;
}

async function measureWarm(page: Page): Promise<Readonly<Record<RuntimeName, Readonly<Record<string, number[]>>>>> {
  for (const name of names) await cold(page, name);
  const times: Record<RuntimeName, Record<string, number[]>> = { light: {}, onnxruntime: {} };
  for (const subject of subjects) {
    // The first ten of each are not counted: the engine still compiles.
    for (let run = -10; run < runs; run++) {
      for (const name of names) {
        const time = await page.evaluate(([name, subject]) => light.warm(name, subject), [name, subject] as const);
        if (run >= 0) (times[name][subject.name] ??= []).push(time);
      }
    }
  }
  return times;
}

function figuresOf(what: string, ours: readonly number[], theirs: readonly number[]): readonly Figure[] {
  const figure = (values: readonly number[]) => ({
    value: median(values),
    unit: "ms",
    interval: [quantile(values, 0.25), quantile(values, 0.75)] as const,
  });
  const name = `${what}, median and quartiles`;
  const ratio = median(theirs) / median(ours);
  return [
    { name: `${name}: light`, ...figure(ours) },
    { name: `${name}: onnxruntime-web`, ...figure(theirs), peer: "onnxruntime-web", ratio },
  ];
}

/** The light runtime and onnxruntime-web (wasm, one thread), in turn. */
export async function measureLight(): Promise<Measured> {
  const site = await serve();
  try {
    const fresh = await measureCold(site.url);
    const warm = await inBrowser(site.url, measureWarm);
    const spans = Object.keys(fresh.light[0]!).map((what): Row => [
      what === "all" ? "from bytes to the first output of each" : what,
      fresh.light.map((span) => span[what]!),
      fresh.onnxruntime.map((span) => span[what]!),
    ]);
    const steady = subjects.map(({ name }): Row => [`${name}: warm run`, warm.light[name]!, warm.onnxruntime[name]!]);
    const measured = [...spans, ...steady];
    const rows = measured.map(([what, ...times]) => [what, ...times.map((each) => median(each).toFixed(1))]);
    return {
      name: "light",
      figures: measured.flatMap((row) => figuresOf(...row)),
      tables: [table(["milliseconds, median", "light", "onnxruntime-web"], rows)],
    };
  } finally {
    site.close();
  }
}

type Row = [what: string, ours: readonly number[], theirs: readonly number[]];
