import { availableParallelism } from "node:os";
import { z } from "zod";
import { readConfig } from "../config.ts";

const environment = z.object({
  LIKENESS_BUNDLE: z.string().min(1).describe("the bundle: a folder, or s3://bucket/prefix"),
  LIKENESS_BUNDLE_TRUSTED: z
    .enum(["0", "1"])
    .default("0")
    .describe("1: its folder is of an image or a layer, whose digest is looked at by Lambda; vectors are not read at the start"),
  LIKENESS_BUNDLE_FOLDER: z.string().default("/tmp/likeness").describe("where a bundle of S3 is brought to"),
});

/** The function's settings: the server's, and where the bundle is. Throws an error that names what is wrong with them. */
export function readSettings(env: NodeJS.ProcessEnv) {
  const read = environment.safeParse(env);
  if (!read.success) throw new Error(`the environment is not right:\n${z.prettifyError(read.error)}`);
  const { LIKENESS_BUNDLE: place, LIKENESS_BUNDLE_TRUSTED, LIKENESS_BUNDLE_FOLDER: folder } = read.data;
  const { keys, links, signingKeys, origins, cards, threads = availableParallelism() } = readConfig(env);
  return { place, trusted: LIKENESS_BUNDLE_TRUSTED === "1", folder, keys, links, signingKeys, origins, cards, threads };
}
