import type { Dataset } from "../data/dataset.ts";
import { html, type Html } from "./html.ts";
import type { Neighbour, Probe, Probes } from "./neighbours.ts";
import { thumbnail } from "./thumbnail.ts";

/** Rows of pictures: a probe, and what was nearest; right and wrong are told by sign and frame, not colour alone. */
export async function neighboursSection(dataset: Dataset, { drawn, mistaken, tried }: Probes): Promise<Html> {
  const [chance, mistakes] = [await rows(dataset, drawn), await rows(dataset, mistaken)];
  return html`<h3>Drawn by chance</h3>
    ${chance}
    <h3>The surest mistakes</h3>
    ${
      mistaken.length === 0
        ? html`<p>None: of ${tried} pictures drawn by chance, each has one of its own class nearest.</p>`
        : html`<p>Of ${tried} pictures drawn by chance, those that another class came nearest to.</p>
            ${mistakes}`
    }`;
}

function rows(dataset: Dataset, probes: readonly Probe[]): Promise<Html[]> {
  return Promise.all(
    probes.map(async ({ index, found }) => {
      const name = classOf(dataset, index);
      return html`<div class="probe">
        <figure class="asked">
          ${await picture(dataset, index, `probe of class ${name}`)}
          <figcaption>${name}</figcaption>
        </figure>
        <ol>
          ${await Promise.all(found.map((neighbour) => item(dataset, neighbour)))}
        </ol>
      </div> `;
    }),
  );
}

async function item(dataset: Dataset, { index, cosine, isMate }: Neighbour): Promise<Html> {
  const name = classOf(dataset, index);
  const verdict = isMate ? "right" : "wrong";
  return html`<li class="${verdict}">
    ${await picture(dataset, index, `${verdict}: ${name}`)}<span
      ><b aria-hidden="true">${isMate ? "✓" : "✗"}</b> ${cosine.toFixed(2)}</span
    >
  </li>`;
}

async function picture(dataset: Dataset, index: number, words: string): Promise<Html> {
  const source = await thumbnail(await dataset.picture(index));
  return html`<img src="${source}" alt="${words}" title="${words}" width="56" height="56" />`;
}

function classOf({ classes, labels }: Dataset, index: number): string {
  return classes[labels[index]!]!;
}
