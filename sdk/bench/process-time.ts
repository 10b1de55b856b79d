import type { CDPSession, Page } from "playwright";

/** Milliseconds of processor time until now: of a page's own thread, and of its process with all threads. */
export interface ProcessorTime {
  readonly page: number;
  readonly process: number;
}

/** A clock that other programs on the machine do not move. */
export async function processorClock(page: Page): Promise<() => Promise<ProcessorTime>> {
  const devtools: CDPSession = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    const milliseconds = (name: string) => 1000 * metrics.find((metric) => metric.name === name)!.value;
    return { page: milliseconds("TaskDuration"), process: milliseconds("ProcessTime") };
  };
}
