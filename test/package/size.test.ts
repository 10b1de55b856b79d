import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { goals, measureSizes } from "../../sdk/pack/sizes.ts";

/** What may be added unnoticed: a fault that is put right, not a feature. */
const margin = 1.05;

const written = join(import.meta.dirname, "../../docs/figures/sdk-size.json");
const { figures } = JSON.parse(await readFile(written, "utf8")) as { figures: { name: string; value: number }[] };
const sizes = await measureSizes();

describe.each(sizes)("$name", ({ name, atOnce, inAll }) => {
  test("is no larger than docs/figures say: if it should be, run node sdk/bench/size.ts", () => {
    expect(atOnce).toBeLessThanOrEqual((figures.find((figure) => figure.name === name)?.value ?? 0) * margin);
  });

  test.runIf(name in goals)("keeps to its budget", () => {
    expect(inAll).toBeLessThanOrEqual(goals[name]!);
  });
});
