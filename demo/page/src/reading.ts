import type { LiveFrame, Timings } from "@likeness/sdk";
import { whenSteady } from "@likeness/sdk/camera";
import { duration } from "./figures.ts";
import { faultWords, guidanceWords } from "./guidance.ts";
import { chosenFace, faceInUse, mustChoose, type Scene } from "./scene.ts";

export interface ReadingElements {
  readonly found: HTMLElement;
  readonly verdict: HTMLElement;
  readonly timings: HTMLElement;
  readonly rate: HTMLElement;
  /** Read out, not shown. */
  readonly spoken: HTMLElement;
}

/** What was read from the picture, in words and figures. */
export function createReading({ found, verdict, timings, rate, spoken }: ReadingElements) {
  // Words that change with every frame of a camera cannot be listened to.
  const speech = whenSteady<string>(700, (words) => (spoken.textContent = words));

  return {
    show: (scene: Scene) => {
      const words = foundWords(scene);
      const verdictWords = verdictOf(scene);
      found.textContent = words;
      if (scene.analysis) found.dataset["count"] = String(scene.analysis.faces.length);
      else delete found.dataset["count"];
      verdict.textContent = verdictWords.words;
      verdict.dataset["verdict"] = verdictWords.verdict;
      showTimings(timings, scene.analysis?.timings);
      rate.textContent = rateWords(scene.live);
      speech.say(`${words} ${verdictWords.words}`);
    },
  };
}

function foundWords(scene: Scene): string {
  const { means, analysis } = scene;
  if (!means) return "No picture yet.";
  if (!analysis) return "Looking for faces …";
  const faces = analysis.faces.length;
  if (faces === 0) return "No face found.";
  if (faces === 1) return "One face found.";
  if (chosenFace(scene)) return `${faces} faces found. The one you chose is used.`;
  return mustChoose(scene)
    ? `${faces} faces found. Until you choose one, only Verify and Identify work, with the marked one.`
    : `${faces} faces found. The marked one is used; choose another in the picture.`;
}

function verdictOf(scene: Scene): { words: string; verdict: "none" | "good" | "poor" } {
  const { means, analysis, live } = scene;
  if (!means || !analysis) return { words: "", verdict: "none" };
  if (mustChoose(scene)) return { words: "Choose the face to enrol", verdict: "poor" };
  if (live) return { words: guidanceWords(live.guidance), verdict: live.guidance === "good" ? "good" : "poor" };
  const face = faceInUse(scene);
  if (!face) return { words: "Try another picture", verdict: "poor" };
  const faults = faultWords(face.quality.reasons);
  if (faults.length === 0) return { words: "Good enough to enrol", verdict: "good" };
  return { words: faults.join(" · "), verdict: "poor" };
}

function rateWords(live: LiveFrame | undefined): string {
  if (live?.rate === undefined) return "";
  const rate = `${live.rate.toFixed(live.rate < 10 ? 1 : 0)} frames a second`;
  const best = live.best && `best face so far ${Math.round(live.best.face.quality.score * 100)} %`;
  return best ? `${rate}, ${best}` : rate;
}

const stages = ["detect", "align", "embed"] as const;

/** The parts of the bar are as long as their stages took. */
function showTimings(list: HTMLElement, timings: Timings | undefined): void {
  for (const stage of stages) {
    const entry = list.querySelector<HTMLElement>(`[data-stage=${stage}]`)!;
    entry.style.setProperty("--time", String(timings?.[stage] ?? 1));
    entry.querySelector("dd")!.textContent = timings ? duration(timings[stage]) : "–";
  }
  list.classList.toggle("measured", timings !== undefined);
}
