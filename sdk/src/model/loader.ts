import { Problem, type ModelCard } from "../core/index.ts";
import type { CardSource } from "./card-source.ts";
import type { LoadOptions, Platform } from "./load-options.ts";
import { loadWeights } from "./load-weights.ts";
import { locate, type Located } from "./locate.ts";
import type { FaceModels, Model } from "./model.ts";
import { reports } from "./progress.ts";

/** Where each of the three models of faces comes from. */
export type FaceModelSources = { readonly [Role in keyof FaceModels]: CardSource<FaceModels[Role]["card"]> };

/** An address does not say what kind of card lies there: the caller does, or the place that the model is for. */
export interface LoadModel {
  <Card extends ModelCard>(source: string | URL, options?: LoadOptions): Promise<Model<Card>>;
  <Card extends ModelCard>(source: CardSource<Card>, options?: LoadOptions): Promise<Model<Card>>;
}

export interface Loader {
  /**
   * A model by its card, from the store if it lies there, else from the network, and then kept. What is given back
   * has the digest that the card says, wherever it came from. With everything stored no weights are asked for, and
   * without a network the stored card serves.
   *
   * @throws Problem `model_unavailable`, `model_digest`, `card_malformed`; the signal's reason
   */
  loadModel: LoadModel;
  /**
   * The three models that make a template, side by side, with one account of their progress: `all` in each event.
   * If one fails the others are given up.
   *
   * @throws as `loadModel`; Problem `card_malformed` if a card is of another task than its place
   */
  loadModels(sources: FaceModelSources, options?: LoadOptions): Promise<FaceModels>;
}

const tasks = { detector: "detect", landmarker: "landmarks", embedder: "embed" } as const;

/** Loads models the way a platform can. */
export function loaderFor(platform: Platform): Loader {
  const loadAll = async (sources: readonly CardSource[], options: LoadOptions, check: (cards: Located[]) => void) => {
    const failed = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal;
    const all = { ...options, signal };
    try {
      // All cards first: only they say how much there is to load.
      const located = await Promise.all(sources.map((source) => locate(platform, source, all)));
      check(located);
      const files = located.map(({ card: { modelId, weights } }) => ({
        modelId,
        file: weights.file,
        total: weights.bytes,
      }));
      const told = reports(files, options.onProgress);
      return await Promise.all(located.map((one, n) => loadWeights(platform, one, all, told[n]!)));
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  };

  return {
    loadModel: async <Card extends ModelCard>(source: CardSource<Card>, options: LoadOptions = {}) => {
      const [model] = await loadAll([source as CardSource], options, () => {});
      return model as Model<Card>;
    },
    loadModels: async (sources, options = {}) => {
      const roles = Object.keys(tasks) as (keyof typeof tasks)[];
      const models = await loadAll(
        roles.map((role) => sources[role] as CardSource),
        options,
        (located) => located.forEach(({ card }, n) => checkTask(card, roles[n]!)),
      );
      return Object.fromEntries(roles.map((role, n) => [role, models[n]])) as unknown as FaceModels;
    },
  };
}

function checkTask({ modelId, task }: ModelCard, role: keyof typeof tasks): void {
  if (task === tasks[role]) return;
  throw new Problem("card_malformed", `task: the ${role} needs "${tasks[role]}", ${modelId} is for "${task}"`);
}
