import { qualityLimits, type Quality } from "@likeness/sdk/face/browser";

const { enrol: limits } = qualityLimits;

interface Row {
  readonly label: string;
  value(quality: Quality): string;
  /** Whether it keeps the limit of enrolling. */
  fine(quality: Quality): boolean;
}

const degrees = (value: number) => `${value.toFixed(0)}°`;
const percent = (value: number) => `${Math.round(value * 100)} %`;

const rows: readonly Row[] = [
  {
    label: "between the eyes",
    value: ({ eyeDistance }) => `${eyeDistance.toFixed(0)} px`,
    fine: ({ eyeDistance }) => eyeDistance >= limits.eyeDistance,
  },
  { label: "sharpness", value: ({ sharpness }) => sharpness.toFixed(2), fine: (q) => q.sharpness >= limits.sharpness },
  {
    label: "brightness",
    value: ({ brightness }) => brightness.toFixed(0),
    fine: ({ brightness }) => brightness >= limits.darkest && brightness <= limits.brightest,
  },
  { label: "contrast", value: ({ contrast }) => contrast.toFixed(2), fine: (q) => q.contrast >= limits.contrast },
  { label: "turned", value: ({ yaw }) => degrees(yaw), fine: ({ yaw }) => Math.abs(yaw) <= limits.yaw },
  { label: "up or down", value: ({ pitch }) => degrees(pitch), fine: ({ pitch }) => Math.abs(pitch) <= limits.pitch },
  { label: "tilted", value: ({ roll }) => degrees(roll), fine: ({ roll }) => Math.abs(roll) <= limits.roll },
  { label: "covered", value: ({ occlusion }) => percent(occlusion), fine: (q) => q.occlusion <= limits.occlusion },
  { label: "eyes open", value: (q) => percent(q.eyeOpenness), fine: (q) => q.eyeOpenness >= limits.eyeOpenness },
  { label: "in the picture", value: ({ inside }) => percent(inside), fine: ({ inside }) => inside >= limits.inside },
];

/** What was measured of the face in use, and which of it does not keep the limits of enrolling. */
export function createQualityView(list: HTMLElement, score: HTMLElement) {
  const entries = rows.map(({ label }) => {
    const entry = document.createElement("div");
    const [term, description] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = label;
    entry.append(term, description);
    list.append(entry);
    return { entry, description };
  });

  return {
    show: (quality: Quality | undefined) => {
      score.textContent = quality ? percent(quality.score) : "–";
      rows.forEach((row, i) => {
        const { entry, description } = entries[i]!;
        description.textContent = quality ? row.value(quality) : "–";
        entry.classList.toggle("poor", quality !== undefined && !row.fine(quality));
      });
    },
  };
}
