import { parse, View } from "vega";
import { compile, type Config, type TopLevelSpec } from "vega-lite";

/** Told apart by people who see no red or no green, at least 3 : 1 on white and on near black (Okabe and Ito 2008). */
export const colours = { blue: "#0072b2", vermilion: "#d55e00", green: "#009e73" } as const;

/** What takes its colour from the page stays readable in the dark. */
const ink = "currentColor";

const config: Config = {
  background: "transparent",
  font: "system-ui, sans-serif",
  axis: {
    labelColor: ink,
    titleColor: ink,
    domainColor: ink,
    tickColor: ink,
    gridColor: "#8884",
    labelFontSize: 12,
    titleFontSize: 12,
  },
  legend: { labelColor: ink, titleColor: ink, labelFontSize: 12, orient: "top", title: null },
  view: { stroke: null },
};

/**
 * Draws without a document. The picture has a role and its `description` as its name for who cannot see it.
 *
 * @returns an SVG element that fills the width it is given
 */
export async function drawChart(spec: TopLevelSpec & { readonly description: string }): Promise<string> {
  const view = new View(parse(compile(spec, { config }).spec), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  return svg
    .replace(/ width="[^"]*" height="[^"]*"/, "")
    .replace("<svg", `<svg role="img" aria-label="${attribute(spec.description)}"`);
}

/** The drawing as a file of its own, on white. */
export function standalone(svg: string): string {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)!;
  return svg
    .replace("<svg", `<svg width="${width}" height="${height}" color="#1a1a1a"`)
    .replace(/(<svg[^>]*>)/, `$1<rect width="${width}" height="${height}" fill="#fff"/>`);
}

function attribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
