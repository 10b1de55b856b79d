import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import { type Figure, type Measured, table } from "@likeness/bench";
import type { Browser } from "playwright";
import { faceApi, faceApiTiny, human, humanDefault, ours, oursOnnxruntime, type Contender } from "./contenders.ts";
import { openPage } from "./open-page.ts";
import type { Sent, Site } from "./serve.ts";

const kinds = ["js", "wasm", "models"] as const;
type Kind = (typeof kinds)[number];

/** As they lie, and as a server sends them that compresses what it keeps. */
const encodings = {
  plain: async (bytes: Uint8Array) => bytes,
  gzip: promisify(gzip) as (bytes: Uint8Array) => Promise<Uint8Array>,
  brotli: promisify(brotliCompress) as (bytes: Uint8Array) => Promise<Uint8Array>,
};
const encodingNames = Object.keys(encodings) as (keyof typeof encodings)[];

/** What a page downloads until its first template, with one thread. */
export async function measureBytes(browser: Browser, site: Site): Promise<Measured> {
  const figures: Figure[] = [];
  const rows: string[][] = [];
  for (const contender of [ours, oursOnnxruntime, human, humanDefault, faceApi, faceApiTiny]) {
    const sent = await download(browser, site, contender);
    const sizes = await Promise.all(sent.map(async ({ path, bytes }) => ({ kind: kindOf(path), size: await sizeOf(bytes) })));
    for (const encoding of encodingNames) {
      const of = (kind: Kind) => sizes.reduce((sum, one) => sum + (one.kind === kind ? one.size[encoding] : 0), 0);
      const total = kinds.reduce((sum, kind) => sum + of(kind), 0);
      const whose = contender === ours ? {} : { peer: contender.name };
      figures.push(
        ...kinds.map((kind) => ({ name: `${kind}, ${encoding}: ${contender.name}`, value: of(kind), unit: "bytes", ...whose })),
        { name: `all, ${encoding}: ${contender.name}`, value: total, unit: "bytes", ...whose },
      );
      rows.push([contender.name, encoding, ...[...kinds.map(of), total].map((size) => (size / 1e6).toFixed(2))]);
    }
  }
  return { name: "bytes", figures, tables: [table(["downloaded, MB", "encoding", ...kinds, "all"], rows)] };
}

async function download(browser: Browser, site: Site, contender: Contender): Promise<Sent[]> {
  site.sent.length = 0;
  const page = await openPage(browser, site, contender, 1);
  await page.evaluate(() => bench.embed());
  await page.context().close();
  return site.sent.filter(({ path }) => path !== "picture.jpg");
}

function kindOf(file: string): Kind {
  if (file.endsWith(".wasm")) return "wasm";
  return file.endsWith("/") || [".js", ".mjs"].includes(path.extname(file)) ? "js" : "models";
}

type Sizes = Record<keyof typeof encodings, number>;

/** Brotli takes its time, and contenders share files. */
const known = new WeakMap<Uint8Array, Promise<Sizes>>();

function sizeOf(bytes: Uint8Array): Promise<Sizes> {
  const sizes = known.get(bytes) ?? compress(bytes);
  known.set(bytes, sizes);
  return sizes;
}

async function compress(bytes: Uint8Array): Promise<Sizes> {
  const sizes = await Promise.all(encodingNames.map(async (name) => [name, (await encodings[name](bytes)).length] as const));
  return Object.fromEntries(sizes) as Sizes;
}
