import type { Browser, Page } from "playwright";
import type { Contender } from "./contenders.ts";
import type { Site } from "./serve.ts";

/** A contender's page in a profile of its own, loaded and ready for a picture. */
export async function openPage(browser: Browser, site: Site, contender: Contender, threads: number): Promise<Page> {
  const context = await browser.newContext();
  // tfjs takes half of what the browser calls cores, whatever it is told; so every page is told of twice the threads.
  await context.addInitScript((cores) => {
    Object.defineProperty(navigator, "hardwareConcurrency", { value: cores });
  }, 2 * threads);
  const page = await context.newPage();
  await page.goto(site.url(contender, threads));
  await page.evaluate(() => bench.prepare());
  return page;
}
