import { type ResolvedConfig, readConfig } from "../config/read-config.ts";
import type { Dataset } from "../data/dataset.ts";
import { loadData } from "../run/load-data.ts";
import type { LoadedData } from "../run/loaded-data.ts";
import { isRun, readRun } from "../run/read-run.ts";
import { Misuse, type Output } from "./command.ts";

/** The options that say which pictures a network is looked at with. */
export const heldBackOptions = {
  data: { type: "string" },
  split: { type: "string", default: "test" },
  set: { type: "string", multiple: true, default: [] as string[] },
} as const;

interface Values {
  readonly data?: string | undefined;
  readonly split: string;
  readonly set: readonly string[];
}

/** Pictures that a network was not trained on. */
export interface HeldBack {
  readonly config: ResolvedConfig;
  readonly data: LoadedData;
  /** The part that was asked for. */
  readonly dataset: Dataset;
  /** Whether the word is a run. */
  readonly ofRun: boolean;
}

/**
 * The pictures of a run, or of the configuration that is named.
 *
 * @throws {Misuse} where neither is there
 */
export async function heldBack(word: string, values: Values, output: Output, signal: AbortSignal): Promise<HeldBack> {
  const { data: file, split, set } = values;
  if (split !== "test" && split !== "validation") throw new Misuse(`--split is test or validation, not ${split}`);
  const ofRun = await isRun(word);
  if (!ofRun && file === undefined) throw new Misuse(`${word} is no run: --data CONFIG must name the pictures`);
  const config = file === undefined ? (await readRun(word, set)).config : await readConfig(file, set);
  const data = await loadData(config.data, { note: output.note, signal });
  return { config, data, dataset: data[split], ofRun };
}
