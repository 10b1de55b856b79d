import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { goals, measureSizes } from "../../sdk/pack/sizes.ts";

/** What may be added unnoticed: a fault that is put right, not a feature. */
const margin = 1.05;

const written = join(import.meta.dirname, "../../docs/figures/sdk-size.json");
const { figures } = JSON.parse(await readFile(written, "utf8")) as { figures: { name: string; value: number }[] };
const sizes = new Map((await measureSizes()).map((size) => [size.name, size]));

test.each([...sizes.values()])("$name is no larger than docs/figures say", ({ name, atOnce }) => {
  const figure = figures.find((figure) => figure.name === name || figure.name === `${name}, at most`);
  // If it should be: npm run bench -- sdk size
  expect(atOnce).toBeLessThanOrEqual((figure?.value ?? 0) * margin);
});

test.each(Object.entries(goals))("%s keeps to its budget of %i bytes", (name, goal) => {
  expect(sizes.get(name)?.inAll).toBeLessThanOrEqual(goal);
});
