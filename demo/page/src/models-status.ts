import type { LoadProgress, ProblemCode } from "@likeness/sdk";
import { duration, size } from "./figures.ts";
import type { LoadedLikeness } from "./likeness.ts";

export interface ModelsStatusElements {
  readonly bar: HTMLProgressElement;
  readonly words: HTMLElement;
  readonly ready: HTMLElement;
  /** What the models run on, and why. */
  readonly backend: HTMLElement;
}

/** How far the models are; until they are ready, pictures wait. */
export function createModelsStatus({ bar, words, ready, backend }: ModelsStatusElements) {
  return {
    progress: ({ all }: LoadProgress) => {
      bar.max = all.total;
      bar.value = all.loaded;
      words.textContent = all.loaded < all.total ? `Fetching the models, ${size(all.loaded)} …` : "Starting the models …";
    },
    ready: ({ bytes, milliseconds, likeness }: LoadedLikeness) => {
      bar.hidden = true;
      words.hidden = true;
      ready.hidden = false;
      ready.textContent = `Models ready on this device: ${size(bytes)} in ${duration(milliseconds)}`;
      ready.title = likeness.modelId;
      backend.textContent = `Runs on ${likeness.backend.runtime}: ${likeness.backend.reason}.`;
    },
    failed: ({ title, message }: { readonly code: ProblemCode; readonly title: string; readonly message: string }) => {
      bar.hidden = true;
      words.classList.add("wrong");
      words.textContent = `${title}: ${message}`;
    },
  };
}
