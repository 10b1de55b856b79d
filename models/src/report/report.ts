import sharp from "sharp";
import { standalone } from "./chart.ts";
import { drawCurves } from "./curves.ts";
import { drawMap } from "./embedding-map.ts";
import { findNeighbours } from "./neighbours.ts";
import { neighboursSection } from "./neighbours-section.ts";
import { page } from "./page.ts";
import type { ReportInput } from "./report-input.ts";

/** A file of a report, to be put in its place whole. */
export interface ReportFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/**
 * The report of a run: `report.html`, which needs no other file, and every drawing of it as SVG and PNG.
 *
 * @throws the signal's reason when it is aborted
 */
export async function makeReport(input: ReportInput, signal?: AbortSignal): Promise<ReportFile[]> {
  const { lines, metrics, embedded, seed } = input;
  const curves = await drawCurves(lines, metrics);
  signal?.throwIfAborted();
  const map = embedded && (await drawMap(embedded, { seed, ...(signal && { signal }) }));
  const neighbours = embedded && (await neighboursSection(embedded.dataset, findNeighbours(embedded, { seed })));
  signal?.throwIfAborted();
  const drawings = [...curves, ...(map ? [map] : [])];
  const files = drawings.map(async ({ name, svg }): Promise<ReportFile[]> => {
    const content = standalone(svg);
    // Twice the size: a drawing in a text is looked at closely.
    return [
      { name: `${name}.svg`, content },
      { name: `${name}.png`, content: await sharp(Buffer.from(content), { density: 144 }).png().toBuffer() },
    ];
  });
  return [
    ...(await Promise.all(files)).flat(),
    { name: "report.html", content: page(input, { curves, map, neighbours }) },
  ];
}
