import type { Row } from "./report.ts";

/**
 * By the terms of what a head would follow from, as far as they are known: ORL's publisher asks for credit and says
 * nothing of models; whoever is on a picture was photographed for research.
 */
const mayShip = false;

/** What follows from the one row that no choice was made among: every other row is a look the more. */
export function decision({ name, verdict }: Row): string {
  const found = `"${name}": ${verdict}.`;
  if (verdict !== "better") return `${found} The default model stays as it is.`;
  if (mayShip) return `${found} The terms of the pictures allow to ship it.`;
  return `${found} The terms of the pictures do not say that it may be shipped: the default model stays as it is.`;
}
