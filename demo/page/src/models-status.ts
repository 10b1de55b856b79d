import type { Problem } from "@likeness/sdk/core";
import { duration, size } from "./figures.ts";
import type { LoadedModels, Progress } from "./models.ts";

export interface ModelsStatusElements {
  readonly bar: HTMLProgressElement;
  readonly words: HTMLElement;
  readonly ready: HTMLElement;
}

/** How far the models are; until they are ready, pictures wait. */
export function createModelsStatus({ bar, words, ready }: ModelsStatusElements) {
  return {
    progress: (progress: Progress) => {
      bar.max = progress.of;
      bar.value = progress.done;
      words.textContent = `${progress.words} …`;
    },
    ready: ({ bytes, milliseconds, embedder }: LoadedModels) => {
      bar.hidden = true;
      words.hidden = true;
      ready.hidden = false;
      ready.textContent = `Models ready on this device: ${size(bytes)} in ${duration(milliseconds)}`;
      ready.title = embedder.modelId;
    },
    failed: ({ title, message }: Problem) => {
      bar.hidden = true;
      words.classList.add("wrong");
      words.textContent = `${title}: ${message}`;
    },
  };
}
