import { configSchema } from "../config/json-schema.ts";
import type { Command } from "./command.ts";
import { parseWords } from "./parse-words.ts";

/** `likeness-models schema` */
export const schema: Command = {
  help: `likeness-models schema

Prints the JSON Schema of what likeness-models train takes. An editor completes and checks a
configuration by it if its first line is

  # yaml-language-server: $schema=PATH/train.schema.json`,

  run: async (given, output) => {
    parseWords(given, {}, { least: 0, most: 0, words: "no words are needed" });
    output.line(configSchema().trimEnd());
    return 0;
  },
};
