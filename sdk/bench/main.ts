import { type Measured, writeFigures } from "@likeness/bench";
import { launchChromium } from "./chromium.ts";
import { measureAccuracy } from "./accuracy.ts";
import { measureBytes } from "./bytes.ts";
import { measureCold } from "./cold.ts";
import { measureLight } from "./light/measure.ts";
import { measureMemory, soakFlags } from "./memory.ts";
import { serve, type Site } from "./serve.ts";
import { measureSize } from "./size.ts";
import { measureWarm } from "./warm.ts";
import type { Browser } from "playwright";

const measurements: Readonly<Record<string, (browser: Browser, site: Site) => Promise<Measured>>> = {
  warm: measureWarm,
  cold: (_, site) => measureCold(site),
  bytes: measureBytes,
  accuracy: measureAccuracy,
  memory: measureMemory,
  size: measureSize,
  light: () => measureLight(),
};

/** @returns the exit status */
async function main([which = "all"]: readonly string[]): Promise<number> {
  const names = which === "all" ? Object.keys(measurements) : [which];
  if (!names.every((name) => Object.hasOwn(measurements, name))) {
    console.error(`bench sdk: ${which} is none of ${Object.keys(measurements).join(", ")}, all`);
    return 2;
  }
  const site = await serve();
  try {
    for (const name of names) {
      const browser = await launchChromium(soakFlags);
      try {
        const measured = await measurements[name]!(browser, site);
        for (const table of measured.tables) console.log(table);
        await writeFigures(
          { ...measured, name: `sdk-${measured.name}` },
          { command: `npm run bench -- sdk ${measured.name}`, on: `Chromium ${browser.version()}` },
        );
      } finally {
        await browser.close();
      }
    }
    return 0;
  } finally {
    await site.close();
  }
}

process.exitCode = await main(process.argv.slice(2));
