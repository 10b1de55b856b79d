import { setTimeout } from "node:timers/promises";
import { type Figure, type Measured, median, quantile, table } from "@likeness/bench";
import { faceApi, goals, human, humanDefault, ours, oursOnnxruntime, type Contender } from "./contenders.ts";
import type { Page } from "playwright";
import { launchChromium } from "./chromium.ts";
import type { First } from "./page/enter.ts";
import { processorClock, type ProcessorTime } from "./process-time.ts";
import type { Site } from "./serve.ts";

/** A first template: when, and what the renderer's processor time was. */
interface Sample extends First {
  readonly cpu: ProcessorTime;
}

/**
 * From the start of the navigation to the first template, in a browser just started with an empty profile, with
 * one thread. The contenders take turns.
 */
export async function measureCold(site: Site, { rounds = 9 }: { rounds?: number } = {}): Promise<Measured> {
  const measured = [ours, oursOnnxruntime, human, humanDefault, faceApi].map((contender) => ({ contender, samples: [] as Sample[] }));
  for (let round = 0; round < rounds; round++) {
    for (const { contender, samples } of measured) samples.push(await firstTemplate(site, contender));
  }
  const [mine] = measured;
  const total = ({ samples }: { samples: readonly Sample[] }) => samples.map((sample) => sample.total);
  const figures = measured.flatMap((one): Figure[] => {
    const { contender, samples } = one;
    const value = median(total(one));
    const ratio = value / median(total(mine!));
    const goal = goals.find(({ peer }) => peer === contender)?.cold;
    const whose = contender === ours ? {} : { peer: contender.name };
    return [
      {
        name: `cold, navigation to first template, median and quartiles: ${contender.name}`,
        value,
        unit: "ms",
        interval: [quantile(total(one), 0.25), quantile(total(one), 0.75)],
        ...whose,
        ...(contender !== ours && { ratio }),
        ...(goal !== undefined && { goal, met: ratio >= goal }),
      },
      {
        name: `cold, processor time of the page's thread: ${contender.name}`,
        value: median(samples.map(({ cpu }) => cpu.page)),
        unit: "ms",
        ...whose,
      },
      {
        name: `cold, processor time of the page's process: ${contender.name}`,
        value: median(samples.map(({ cpu }) => cpu.process)),
        unit: "ms",
        ...whose,
      },
    ];
  });
  const comparison = measured.map(({ contender }, i) => {
    const [wall, thread, process] = figures.slice(3 * i, 3 * i + 3) as [Figure, Figure, Figure];
    return [
      contender.name,
      wall.value.toFixed(0),
      wall.interval!.map((at) => at.toFixed(0)).join("–"),
      wall.ratio?.toFixed(2) ?? "",
      wall.goal === undefined ? "" : `${wall.goal} ${wall.met ? "met" : "missed"}`,
      thread.value.toFixed(0),
      process.value.toFixed(0),
    ];
  });
  return {
    name: "cold",
    figures,
    tables: [
      table(["cold, 1 thread", "median ms", "quartiles", "by ours", "goal", "CPU: page", "CPU: process"], comparison),
      timeline(mine!.samples),
    ],
  };
}

/** Milliseconds that a browser is left alone once it is started: it is busy with itself, which is nobody's time. */
const settling = 1500;

async function firstTemplate(site: Site, contender: Contender): Promise<Sample> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const clock = await processorClock(page);
    await setTimeout(settling);
    await page.goto(site.url(contender, 1, { query: "cold" }));
    const handle = await page.waitForFunction(() => globalThis.first, undefined, { polling: 20 });
    const first = (await handle.jsonValue()) as NonNullable<typeof globalThis.first>;
    if ("error" in first) throw new Error(`${contender.name}: ${first.error}`);
    const cpu = await clock();
    return { ...first, spans: [...first.spans, ...(await workerSpans(page))], cpu };
  } finally {
    await browser.close();
  }
}

/** What its worker fetched, by the page's clock. */
async function workerSpans(page: Page): Promise<First["spans"]> {
  const began = await page.evaluate(() => performance.timeOrigin);
  const spans = await Promise.all(
    page.workers().map((worker) =>
      worker.evaluate((began) => {
        const later = performance.timeOrigin - began;
        return performance.getEntriesByType("resource").map(({ name, startTime, duration }) => ({
          name: new URL(name).pathname,
          start: later + startTime,
          end: later + startTime + duration,
        }));
      }, began),
    ),
  );
  return spans.flat();
}

/** Where ours spends it, in the run that took the median time. */
function timeline(samples: readonly Sample[]): string {
  const sorted = samples.toSorted((a, b) => a.total - b.total);
  const { stages, spans, total } = sorted[Math.floor(sorted.length / 2)]!;
  return table(
    [`likeness, ${total.toFixed(0)} ms`, "from ms", "to ms"],
    [
      ...Object.entries(stages).map(([stage, ms]) => [stage, "", ms.toFixed(0)]),
      ...spans.toSorted((a, b) => a.start - b.start).map(({ name, start, end }) => [name, start.toFixed(0), end.toFixed(0)]),
    ],
  );
}
