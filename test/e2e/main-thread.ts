import type { Browser, Page } from "playwright";

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of the thread's own processor time. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Milliseconds of processor time that each task of a page's main thread took, over a while. */
export async function mainThreadTasks(browser: Browser, page: Page, milliseconds: number): Promise<number[]> {
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline", "toplevel", "__metadata"] });
  await page.waitForTimeout(milliseconds);
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const threads = trace.traceEvents.filter(
    ({ ph, name, args }) => ph === "M" && name === "thread_name" && args?.name === "CrRendererMain",
  );
  const isMain = ({ pid, tid }: TraceEvent) => threads.some((thread) => thread.pid === pid && thread.tid === tid);
  return trace.traceEvents
    // The other category has each task once more, as plain `RunTask`.
    .filter((event) => event.ph === "X" && event.name === "ThreadControllerImpl::RunTask" && isMain(event))
    .map(({ tdur = 0 }) => tdur / 1000);
}
