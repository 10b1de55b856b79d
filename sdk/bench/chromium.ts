import { chromium, type Browser } from "playwright";
import { quietChromium } from "../../test/browser/chromium.ts";

/** The system's Chromium with an empty profile of its own. */
export function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ ...quietChromium, args: [...quietChromium.args, ...flags] });
}
