import { decodePicture, theOneFace } from "@likeness/sdk/face/node";
import { defaultEmbedder, portraits } from "../fixtures/pictures.ts";

export interface Portrait {
  /** The file, base64. */
  readonly jpeg: string;
  /** The template that Node made of it. */
  readonly template: readonly number[];
}

/** A command of the browser tests: the same pictures through the same code, in Node on onnxruntime-node. */
export async function embedInNode(): Promise<Portrait[]> {
  const embedder = await defaultEmbedder();
  const results: Portrait[] = [];
  for (const jpeg of await portraits()) {
    const { template } = theOneFace(await embedder.analyze(await decodePicture(jpeg)));
    results.push({ jpeg: jpeg.toString("base64"), template: Array.from(template.vector) });
  }
  await embedder.close();
  return results;
}

declare module "vitest/browser" {
  interface BrowserCommands {
    embedInNode: () => Promise<Portrait[]>;
  }
}
