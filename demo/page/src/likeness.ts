import { createLikeness, type BackendChoice, type BrowserLikeness, type LoadProgress } from "@likeness/sdk";

export const backends = ["auto", "light", "wasm", "webgpu"] as const;
export type AskedBackend = (typeof backends)[number];

export interface LoadedLikeness {
  readonly likeness: BrowserLikeness;
  readonly bytes: number;
  readonly milliseconds: number;
}

export interface LoadLikenessOptions {
  readonly backend: AskedBackend;
  /** Without a host pictures are looked at all the same. */
  readonly host?: { readonly endpoint: string; readonly key: string; readonly fetch: typeof fetch } | undefined;
  readonly signal: AbortSignal;
  onProgress(progress: LoadProgress): void;
  /** A backend failed in use, and this one took its place. */
  onBackend(backend: BackendChoice): void;
}

/**
 * Loads the models and starts them in a worker.
 *
 * @throws Problem `model_unavailable`, `model_digest`, `backend_unavailable`, `backend_wrong`, `worker_unavailable`
 */
export async function loadLikeness({ host, onProgress, ...options }: LoadLikenessOptions): Promise<LoadedLikeness> {
  const begun = performance.now();
  let bytes = 0;
  const likeness = await createLikeness({
    ...options,
    ...host,
    onProgress: (progress) => {
      bytes = progress.all.total;
      onProgress(progress);
    },
  });
  return { likeness, bytes, milliseconds: performance.now() - begun };
}

/** What the page's address asks for by `?backend=`. */
export function backendInAddress(): AskedBackend {
  const asked = new URLSearchParams(location.search).get("backend");
  return backends.find((name) => name === asked) ?? "auto";
}
