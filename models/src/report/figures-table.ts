import type { EvaluationFigure } from "../run/evaluation-file.ts";
import type { EvaluationLine } from "../run/metrics-line.ts";
import { html, type Html } from "./html.ts";
import type { ReportInput } from "./report-input.ts";

/** What the best network was seen to do, in validation and, if that was done, on the pictures held back until then. */
export function figuresTable({ lines, evaluation, metrics }: ReportInput): Html | undefined {
  const evaluations = lines.filter((line) => line.kind === "evaluation");
  const best = evaluations.findLast(({ isBest }) => isBest);
  const names = [
    ...new Set([
      ...metrics,
      ...Object.keys(best?.metrics ?? {}),
      ...(evaluation?.figures ?? []).map(({ name }) => name),
    ]),
  ];
  const rows = names.filter((name) => valueOf(best, name) !== undefined || figureOf(evaluation?.figures, name));
  if (rows.length === 0) return undefined;
  const [first] = evaluations;
  return html`<div class="wide" role="region" aria-label="Figures" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">Figure</th>
          ${
            best &&
            html`<th scope="col">Validation, first</th>
              <th scope="col">Validation, best (step ${best.step})</th>`
          }
          ${
            evaluation &&
            html`<th scope="col">${evaluation.data}</th>
              <th scope="col">95 % interval</th>`
          }
        </tr>
      </thead>
      <tbody>
        ${rows.map((name) => {
          const figure = figureOf(evaluation?.figures, name);
          return html`<tr>
            <th scope="row">${name}</th>
            ${
              best &&
              html`<td>${number(valueOf(first, name))}</td>
                <td>${number(valueOf(best, name))}</td>`
            }
            ${
              evaluation &&
              html`<td>${number(figure?.value)}</td>
                <td>${interval(figure)}</td>`
            }
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

function valueOf(line: EvaluationLine | undefined, name: string): number | undefined {
  return line?.metrics[name];
}

function figureOf(figures: readonly EvaluationFigure[] = [], name: string): EvaluationFigure | undefined {
  return figures.find((figure) => figure.name === name);
}

function number(value: number | undefined): string {
  return value === undefined ? "–" : value.toFixed(4);
}

function interval(figure: EvaluationFigure | undefined): string {
  return figure?.interval ? `${figure.interval[0].toFixed(4)} – ${figure.interval[1].toFixed(4)}` : "–";
}
