import sharp from "sharp";
import { expect, test } from "vitest";
import { duration } from "../duration.ts";
import { findNeighbours } from "./neighbours.ts";
import { html, raw } from "./html.ts";
import { makeReport, type ReportFile } from "./report.ts";
import { madeUpRun } from "./made-up-run.fixture.ts";
import { verdict } from "./verdict.ts";

const textOf = (files: readonly ReportFile[], name: string) =>
  files.find((file) => file.name === name)?.content as string;

test("one page that needs no network, and each drawing as SVG and PNG", async () => {
  const files = await makeReport(madeUpRun());
  expect(files.map(({ name }) => name).toSorted()).toEqual(
    ["loss", "map", "metrics", "rate"]
      .flatMap((name) => [`${name}.png`, `${name}.svg`])
      .concat("report.html")
      .toSorted(),
  );
  const page = textOf(files, "report.html");
  const links = [...page.matchAll(/(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)/g)].map(([, link]) => link!);
  expect(links.filter((link) => !link.startsWith("data:"))).toEqual([]);
  expect(page).not.toContain("<script");
  expect(page).toContain("digits &lt;1&gt;");
  expect(page).toContain("loss: # &amp; more");
  for (const name of ["loss", "map", "metrics", "rate"]) {
    const { width, height, format } = await sharp(textOf(files, `${name}.png`)).metadata();
    expect({ format, enough: width > 400 && height > 300 }).toEqual({ format: "png", enough: true });
  }
});

test("every picture and drawing says in words what it shows, and headings come in order", async () => {
  const page = textOf(await makeReport(madeUpRun()), "report.html");
  expect([...page.matchAll(/<img [^>]*>/g)].filter(([tag]) => !/alt="[^"]+"/.test(tag))).toEqual([]);
  const drawings = [...page.matchAll(/<svg role="img" aria-label="([^"]+)"/g)].map(([, words]) => words);
  expect(drawings).toHaveLength(4);
  expect(drawings[1]).toContain("The best, marked by a ring, is 0.78 at step 300");
  const levels = [...page.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
  expect(levels.filter((level) => level === 1)).toEqual([1]);
  expect(levels.filter((level, n) => level > (levels[n - 1] ?? 0) + 1)).toEqual([]);
});

test("the same run gives the same bytes", async () => {
  expect(await makeReport(madeUpRun())).toEqual(await makeReport(madeUpRun()));
});

test("a run that was only begun has a report too", async () => {
  const { embedded: _, evaluation: __, ...rest } = madeUpRun();
  const files = await makeReport({ ...rest, lines: [] });
  expect(files.map(({ name }) => name)).toEqual(["report.html"]);
  expect(textOf(files, "report.html")).toContain("Nothing was logged yet.");
});

test("it can be stopped", async () => {
  await expect(makeReport(madeUpRun(), AbortSignal.abort())).rejects.toThrow(/abort/);
});

test("neighbours are the nearest by cosine, and mistakes the surest", () => {
  const { embedded } = madeUpRun({ spread: 1.5 });
  const { drawn, mistaken, tried } = findNeighbours(embedded!, { seed: 1, probes: 4, neighbours: 5 });
  expect(tried).toBe(embedded!.dataset.labels.length);
  const { embeddings, dataset } = embedded!;
  const row = (i: number) => embeddings.data.subarray(i * 16, i * 16 + 16);
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const cosine = (a: number, b: number) => dot(row(a), row(b)) / Math.sqrt(dot(row(a), row(a)) * dot(row(b), row(b)));
  for (const { index, found } of drawn) {
    const others = [...dataset.labels.keys()].filter((other) => other !== index);
    const nearest = others.toSorted((a, b) => cosine(index, b) - cosine(index, a)).slice(0, 5);
    expect(found.map((one) => one.index)).toEqual(nearest);
    expect(found.map(({ isMate }) => isMate)).toEqual(
      nearest.map((other) => dataset.labels[other] === dataset.labels[index]),
    );
  }
  expect(mistaken).toHaveLength(4);
  const sureness = mistaken.map(({ found }) => found[0]!.cosine);
  expect(sureness).toEqual(sureness.toSorted((a, b) => b - a));
  expect(mistaken.every(({ found }) => !found[0]!.isMate)).toBe(true);
});

test("the verdict says how it ended, what was reached, and when training did not help", () => {
  const run = madeUpRun();
  expect(verdict(run)).toBe(
    "Training ended as planned at step 400 after 4 min. Its best recall@1 in validation was 0.7800, at step 300. " +
      "On Digits test it reached 0.9120.",
  );
  const evaluations = run.lines
    .filter((line) => line.kind === "evaluation")
    .map((line, n) => ({ ...line, isBest: n === 0 }));
  expect(verdict({ ...run, lines: evaluations })).toMatch(/has not ended, or was cut off.*training did not help\.$/);
});

test.each([
  [42, "42 s"],
  [200, "3 min"],
  [7500, "2 h 5 min"],
])("%i seconds are %s", (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

test("what is put into a page is escaped unless it is markup", () => {
  const list = ["a", html`<i>${"<"}</i>`];
  const { html: text } = html`<p title="${"'\"<&"}">${raw("<b>x</b>")}${list}${undefined}${false}${0}</p>`;
  expect(text).toBe('<p title="&#39;&quot;&lt;&amp;"><b>x</b>a<i>&lt;</i>0</p>');
});
