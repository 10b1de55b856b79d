import type { Embedded, Library, Settings } from "./contender.ts";
import { spans, type Span } from "./spans.ts";

/** What the measurements call in a page. */
export interface Bench {
  prepare(): Promise<Record<string, number>>;
  /** Milliseconds of one picture. */
  time(): Promise<number>;
  embed(url?: string): Promise<Embedded>;
  /** Every vector with every one before it, by the library's own comparison. */
  compareAll(vectors: readonly (readonly number[])[]): number[];
  /** The same picture many times. */
  repeat(times: number): Promise<void>;
  /** Loads, embeds once and closes, many times. */
  cycle(times: number): Promise<void>;
  environment(): Promise<Record<string, unknown>>;
}

/** A page that was opened from an empty cache, when its first template is there. */
export interface First {
  /** Since the navigation began. */
  readonly total: number;
  readonly stages: Readonly<Record<string, number>>;
  readonly spans: readonly Span[];
}

declare global {
  var bench: Bench;
  var first: First | { readonly error: string } | undefined;
}

/** Makes a page of a library; `?cold` starts at once and tells how long the first template took. */
export function enter(library: Library): void {
  const query = new URLSearchParams(location.search);
  const settings: Settings = { threads: Number(query.get("threads") ?? 1), variant: query.get("variant") ?? "" };
  let canvas: HTMLCanvasElement | undefined;
  const shown = async () => (canvas ??= await draw("/picture.jpg"));

  globalThis.bench = {
    prepare: async () => {
      await shown();
      return library.load(settings);
    },
    time: async () => {
      const picture = await shown();
      const start = performance.now();
      const { vector } = await library.embed(picture);
      if (!vector) throw new Error("no face");
      return performance.now() - start;
    },
    embed: async (url) => library.embed(url === undefined ? await shown() : await draw(url)),
    compareAll: (vectors) =>
      vectors.flatMap((a, i) => vectors.slice(0, i).map((b) => library.compare(a, b))),
    repeat: async (times) => {
      const picture = await shown();
      for (let i = 0; i < times; i++) await library.embed(picture);
    },
    cycle: async (times) => {
      const picture = await shown();
      for (let i = 0; i < times; i++) {
        await library.load(settings);
        await library.embed(picture);
        await library.close();
      }
    },
    environment: () => library.environment(),
  };
  if (query.has("cold")) void begin(library, settings);
}

async function begin(library: Library, settings: Settings): Promise<void> {
  const stages: Record<string, number> = { script: performance.now() };
  const wasm = spans();
  try {
    const drawing = draw("/picture.jpg");
    Object.assign(stages, await library.load(settings));
    const canvas = await drawing;
    const ready = performance.now();
    const { vector } = await library.embed(canvas);
    const total = performance.now();
    if (!vector) throw new Error("no face");
    stages["first picture"] = total - ready;
    globalThis.first = { total, stages, spans: wasm() };
  } catch (error) {
    globalThis.first = { error: String((error as Error).stack) };
  }
}

async function draw(url: string): Promise<HTMLCanvasElement> {
  const bitmap = await createImageBitmap(await (await fetch(url)).blob());
  const canvas = document.createElement("canvas");
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext("2d", { willReadFrequently: true })!.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas;
}
