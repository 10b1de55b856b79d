import { measure } from "../measure/measure.ts";
import type { Command } from "./command.ts";
import { parseWords } from "./parse-words.ts";

/** `likeness-models measure` */
export const measureModels: Command = {
  help: `likeness-models measure

Measures the SDK's models on the face sets in the folder that LIKENESS_TEST_DATA names, and
writes what was seen into models/cards and docs/figures/models.json. Takes minutes.`,

  run: async (given, output) => {
    parseWords(given, {}, { least: 0, most: 0, words: "no words are needed" });
    await measure(output.line);
    return 0;
  },
};
