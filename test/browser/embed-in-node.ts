import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import sharp from "sharp";
import type { Picture } from "@likeness/sdk/core";
import { decodePicture, theOneFace } from "@likeness/sdk/face/node";
import { defaultEmbedder, portraits } from "../fixtures/pictures.ts";
import { portraitFiles } from "./portrait-files.ts";

export interface Portrait {
  /** The pixels, losslessly: a JPEG would be decoded by two decoders. */
  readonly png: string;
  /** The template that Node made of it. */
  readonly template: readonly number[];
}

export interface Portraits {
  readonly portraits: readonly Portrait[];
  /** As many as were asked for: then what comes out is a figure, and is written. */
  readonly isMeasured: boolean;
  readonly about: { readonly machine: string; readonly node: string; readonly commit: string };
}

/**
 * A command of the browser tests: real portraits, and what the same code made of them in Node on onnxruntime-node.
 * Ten, or as many as `AGREEMENT_FACES` says: those beyond ten are of the face sets in `LIKENESS_TEST_DATA`.
 */
export async function embedInNode(): Promise<Portraits> {
  const wanted = Number(process.env.AGREEMENT_FACES ?? 10);
  const pictures: (Uint8Array | string)[] = await portraits();
  if (wanted > pictures.length) pictures.push(...(await portraitFiles()));
  if (wanted > pictures.length) console.warn(`SKIPPED: ${wanted - pictures.length} faces, of sets that are not at hand`);
  const embedder = await defaultEmbedder();
  const results: Portrait[] = [];
  for (const file of pictures.slice(0, wanted)) {
    const picture = await decodePicture(file);
    const { template } = theOneFace(await embedder.analyze(picture));
    results.push({ png: (await png(picture)).toString("base64"), template: Array.from(template.vector) });
  }
  await embedder.close();
  return { portraits: results, isMeasured: process.env.AGREEMENT_FACES !== undefined, about: about() };
}

function png({ data, width, height }: Picture): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 4 } }).png().toBuffer();
}

function about(): Portraits["about"] {
  const cores = cpus();
  return {
    machine: `${cores.length} x ${cores[0]?.model.trim() ?? "unknown"}, ${process.platform} ${process.arch}`,
    node: process.version,
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim(),
  };
}

declare module "vitest/browser" {
  interface BrowserCommands {
    embedInNode: () => Promise<Portraits>;
  }
}
