import { html, raw, type Html } from "./html.ts";
import type { Drawing } from "./curves.ts";
import type { EmbeddingMap } from "./embedding-map.ts";
import { figuresTable } from "./figures-table.ts";
import type { ReportInput } from "./report-input.ts";
import { style } from "./style.ts";
import { verdict } from "./verdict.ts";

export interface PageParts {
  readonly curves: readonly Drawing[];
  readonly map: EmbeddingMap | undefined;
  readonly neighbours: Html | undefined;
}

/** The report: one file that needs no other, and no network. */
export function page(input: ReportInput, { curves, map, neighbours }: PageParts): string {
  const figures = figuresTable(input);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${input.name}: training report</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <header>
          <h1>${input.name}</h1>
          <p class="verdict">${verdict(input)}</p>
          <p>
            Begun
            <time datetime="${input.created}">${input.created.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC")}</time>
          </p>
        </header>
        <main>
          ${
            figures &&
            html`<h2>Figures</h2>
              ${figures}
              <p>
                The best state was chosen by ${input.metrics[0]} in
                validation${input.evaluation ? ", never by the pictures of the test" : ""}.
              </p>`
          }
          ${
            curves.length > 0 &&
            html`<h2>Curves</h2>
              <div class="charts">
                ${curves.map(
                  ({ title, svg }) =>
                    html`<figure>
                      <figcaption>${title}</figcaption>
                      ${raw(svg)}
                    </figure> `,
                )}
              </div>`
          }
          ${map && mapSection(map, input.embedded!.dataset.name)}
          ${
            neighbours &&
            html`<h2>Nearest neighbours</h2>
              <p>
                ${input.embedded!.dataset.name}: on the left a picture, then those whose embeddings are nearest by
                cosine, the picture itself left out. ✓ is of its class, ✗ is not.
              </p>
              ${neighbours}`
          }
          <h2>Configuration</h2>
          <details>
            <summary>As it was resolved, with all defaults</summary>
            <pre>${input.config}</pre>
          </details>
        </main>
      </body>
    </html> `.html;
}

function mapSection({ svg, points, classes }: EmbeddingMap, data: string): Html {
  return html`<h2>Embedding map</h2>
    <div class="map">
      <figure>
        ${raw(svg)}
        <figcaption>
          ${data}: ${points} pictures of ${classes.length} classes, laid out by UMAP. Near dots are near embeddings; how
          far apart distant ones lie means nothing.
        </figcaption>
      </figure>
      ${
        classes.length <= mostListed
          ? html`<ul class="classes">
              ${classes.map(({ name, colour }) => html`<li><i style="background:${colour}"></i>${name}</li>`)}
            </ul>`
          : html`<p>Too many classes for a legend: one colour is one class, and some colours are alike.</p>`
      }
    </div>`;
}

const mostListed = 60;
