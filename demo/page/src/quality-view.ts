import type { Quality } from "@likeness/sdk";
import { qualityLimits } from "@likeness/sdk/face";
import { qualityRows, type QualityRow } from "./quality-rows.ts";

/** What was measured of the face in use, each against the limits of enrolling. */
export function createQualityView(list: HTMLElement, score: HTMLElement) {
  const views = qualityRows(qualityLimits.enrol).map((row) => ({ row, view: createRow(list, row) }));
  return {
    show: (quality: Quality | undefined) => {
      score.textContent = quality ? `${Math.round(quality.score * 100)} %` : "–";
      for (const { row, view } of views) view.show(quality && row.of(quality));
    },
  };
}

function createRow(list: HTMLElement, row: QualityRow) {
  const { label, words, least, most, scale } = row;
  const entry = document.createElement("div");
  const [term, value, limit] = [document.createElement("dt"), document.createElement("dd"), document.createElement("dd")];
  const meter = document.createElement("dd");
  term.textContent = label;
  limit.className = "limit";
  limit.textContent = limitWords(row);
  meter.className = "meter";
  meter.ariaHidden = "true";
  const along = (measured: number) => `${Math.min(1, Math.max(0, measured / scale)) * 100}%`;
  meter.style.setProperty("--from", along(least ?? 0));
  meter.style.setProperty("--to", along(most ?? scale));
  entry.append(term, value, limit, meter);
  list.append(entry);
  return {
    show: (measured: number | undefined) => {
      value.textContent = measured === undefined ? "–" : words(measured);
      meter.style.setProperty("--at", along(measured ?? 0));
      entry.classList.toggle("measured", measured !== undefined);
      entry.classList.toggle("poor", measured !== undefined && !(measured >= (least ?? 0) && measured <= (most ?? Infinity)));
    },
  };
}

function limitWords({ least, most, words }: QualityRow): string {
  if (least !== undefined && most !== undefined) return `${words(least)}–${words(most)}`;
  return least === undefined ? `≤ ${words(most ?? Infinity)}` : `≥ ${words(least)}`;
}
