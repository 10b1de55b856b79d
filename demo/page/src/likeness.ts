import { createLikeness, type BrowserLikeness, type LoadProgress } from "@likeness/sdk";

export interface LoadedLikeness {
  readonly likeness: BrowserLikeness;
  readonly bytes: number;
  readonly milliseconds: number;
}

const backends = ["light", "wasm", "webgpu"] as const;

/**
 * Loads the models and starts them in a worker. `?backend=` in the page's address asks for one by name.
 *
 * @throws Problem `model_unavailable`, `model_digest`, `backend_unavailable`, `worker_unavailable`
 */
export async function loadLikeness(onProgress: (progress: LoadProgress) => void): Promise<LoadedLikeness> {
  const begun = performance.now();
  const asked = new URLSearchParams(location.search).get("backend");
  const backend = backends.find((name) => name === asked) ?? "auto";
  let bytes = 0;
  const likeness = await createLikeness({
    backend,
    onProgress: (progress) => {
      bytes = progress.all.total;
      onProgress(progress);
    },
  });
  return { likeness, bytes, milliseconds: performance.now() - begun };
}
