import type { EmbedderCard } from "@likeness/sdk/core";
import { createHost, createModels, type HostOptions } from "@likeness/sdk/host";
import { linkVerifier, type LinkKeys } from "@likeness/sdk/link";
import { serverCollections } from "../collections/collections.ts";
import { serverGallery } from "../gallery.ts";
import { asking } from "../identify/asking.ts";
import { scanKind } from "../index/scan.ts";
import { spaceModels } from "../space-models.ts";
import type { OpenedBundle } from "./bundle/open-bundle.ts";
import { mappedIndexes } from "./mapped-indexes.ts";

type Passed = "keys" | "signingKeys" | "origins" | "now" | "onFailure" | "onAnswer";

export interface ReadingAppOptions extends Pick<HostOptions, Passed> {
  readonly bundle: Pick<OpenedBundle, "store" | "indexes" | "manifest">;
  readonly cards: readonly EmbedderCard[];
  /** What workers sign their calls with. */
  readonly links?: LinkKeys | undefined;
}

export interface ReadingApp {
  fetch(request: Request): Response | Promise<Response>;
}

/**
 * The server over a bundle: the same gallery, the same answers, and no changes, which are refused, `read_only`. The bundle stays
 * the caller's.
 */
export function readingApp({ bundle, cards, links = {}, ...host }: ReadingAppOptions): ReadingApp {
  const { store, manifest } = bundle;
  const models = createModels(cards);
  const indexes = mappedIndexes({ store, indexes: bundle.indexes, modelOf: spaceModels(models) });
  const ask = asking({ store, indexes, models });
  return createHost({
    service: "server",
    gallery: serverGallery({ store, models, ask }),
    collections: serverCollections({ store, indexes, models, ask }),
    models,
    // It may have been begun by the very call, which was signed before that.
    authenticate: linkVerifier(links, { ...host, since: new Date(0) }),
    engine: `${scanKind("f32")}, mapped`,
    build: { bundle: manifest.made },
    ...host,
  });
}
