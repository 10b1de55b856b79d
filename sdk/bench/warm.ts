import { type Figure, type Measured, median, quantile, table } from "@likeness/bench";
import type { Browser, Page } from "playwright";
import { faceApi, faceApiTiny, goals, human, humanDefault, ours, oursOnnxruntime, type Contender } from "./contenders.ts";
import { openPage } from "./open-page.ts";
import { processorClock } from "./process-time.ts";
import type { Site } from "./serve.ts";

interface Timed {
  readonly contender: Contender;
  readonly times: readonly number[];
  /** Processor time of the page's process for each picture, all threads together. */
  readonly cpu: number;
  readonly environment: Record<string, unknown>;
}

/**
 * One 640 x 480 picture from canvas to template, in pages that are warm, with one thread and with two. The
 * contenders take turns, so that what else the machine does falls on all of them.
 */
export async function measureWarm(
  browser: Browser,
  site: Site,
  { rounds = 40, warmUp = 20 }: { rounds?: number; warmUp?: number } = {},
): Promise<Measured> {
  const figures: Figure[] = [];
  const tables: string[] = [];
  for (const threads of [1, 2]) {
    const timed = await race(browser, site, threads, rounds, warmUp);
    const [mine] = timed;
    figures.push(...timed.flatMap((one) => [figure(one, mine!, threads), processorFigure(one, threads)]));
    tables.push(
      table(
        [`warm, ${threads} thread(s)`, "median ms", "quartiles", "by ours", "goal", "CPU ms", "runs with"],
        timed.map((one) => row(one, mine!)),
      ),
    );
  }
  return { name: "warm", figures, tables };
}

async function race(browser: Browser, site: Site, threads: number, rounds: number, warmUp: number): Promise<Timed[]> {
  const pages: { contender: Contender; page: Page; times: number[] }[] = [];
  try {
    for (const contender of [ours, oursOnnxruntime, human, humanDefault, faceApi, faceApiTiny]) {
      pages.push({ contender, page: await openPage(browser, site, contender, threads), times: [] });
    }
    for (const { page } of pages) await page.evaluate((times) => bench.repeat(times), warmUp);
    const clocks = await Promise.all(pages.map(({ page }) => processorClock(page)));
    const before = await Promise.all(clocks.map((clock) => clock()));
    for (let round = 0; round < rounds; round++) {
      for (const { page, times } of pages) times.push(await page.evaluate(() => bench.time()));
    }
    const after = await Promise.all(clocks.map((clock) => clock()));
    return await Promise.all(
      pages.map(async ({ contender, page, times }, i) => ({
        contender,
        times,
        cpu: (after[i]!.process - before[i]!.process) / rounds,
        environment: await page.evaluate(() => bench.environment()),
      })),
    );
  } finally {
    await Promise.all(pages.map(({ page }) => page.context().close()));
  }
}

function figure({ contender, times }: Timed, mine: Timed, threads: number): Figure {
  const value = median(times);
  const common = {
    name: `warm, ${threads} thread${threads > 1 ? "s" : ""}, median and quartiles: ${contender.name}`,
    value,
    unit: "ms",
    interval: [quantile(times, 0.25), quantile(times, 0.75)] as const,
  };
  if (contender === ours) return common;
  const ratio = value / median(mine.times);
  const goal = goals.find(({ peer }) => peer === contender)?.warm;
  return { ...common, peer: contender.name, ratio, ...(goal !== undefined && { goal, met: ratio >= goal }) };
}

function processorFigure({ contender, cpu }: Timed, threads: number): Figure {
  const name = `warm, ${threads} thread${threads > 1 ? "s" : ""}, processor time for each picture: ${contender.name}`;
  return { name, value: cpu, unit: "ms", ...(contender !== ours && { peer: contender.name }) };
}

function row(one: Timed, mine: Timed): string[] {
  const { value, interval, ratio, goal, met } = figure(one, mine, 1);
  return [
    one.contender.name,
    value.toFixed(1),
    interval!.map((at) => at.toFixed(1)).join("–"),
    ratio?.toFixed(2) ?? "",
    goal === undefined ? "" : `${goal} ${met ? "met" : "missed"}`,
    one.cpu.toFixed(1),
    Object.entries(one.environment)
      .map(([key, value]) => `${key} ${value}`)
      .join(", "),
  ];
}
