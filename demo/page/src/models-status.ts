import type { BackendChoice, LoadProgress, Problem } from "@likeness/sdk";
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
  const loading = (is: boolean) => {
    bar.hidden = words.hidden = !is;
    ready.hidden = is;
  };
  const runsOn = (choice: BackendChoice) => {
    backend.dataset["backend"] = choice.backend;
    backend.textContent = `${choice.runtime}: ${choice.reason}.`;
  };

  return {
    begin: () => {
      loading(true);
      bar.removeAttribute("value");
      words.classList.remove("wrong");
      words.textContent = "Fetching the models …";
      delete backend.dataset["backend"];
      backend.textContent = "";
    },
    progress: ({ all }: LoadProgress) => {
      bar.max = all.total;
      bar.value = all.loaded;
      words.textContent =
        all.loaded < all.total ? `Fetching the models, ${size(all.loaded)} of ${size(all.total)} …` : "Starting the models …";
    },
    ready: ({ bytes, milliseconds, likeness }: LoadedLikeness) => {
      loading(false);
      ready.textContent = `Models ready on this device: ${size(bytes)} in ${duration(milliseconds)}`;
      ready.title = likeness.modelId;
      runsOn(likeness.backend);
    },
    runsOn,
    failed: ({ title, message }: Problem) => {
      bar.hidden = true;
      words.classList.add("wrong");
      words.textContent = message === title ? title : `${title}: ${message}`;
    },
  };
}
