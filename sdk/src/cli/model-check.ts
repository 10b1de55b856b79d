import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { Misuse, type Command } from "./command.ts";
import { examine } from "./examine.ts";
import { row } from "./finding.ts";
import { readJson } from "./read-json.ts";

/** `likeness model check` */
export const modelCheck: Command = {
  help: `likeness model check CARD [--weights FILE]

Reads a model card strictly, compares its modelId and the size and digest of its weights,
loads them in onnxruntime-node, looks at input and output, runs two inputs at once and the
golden vectors. Exits with 0 if all is right, with 1 if anything is wrong.

  --weights FILE  the weights, if they do not lie beside the card`,

  run: async (given, output) => {
    const { positionals, values } = parseArgs({
      args: [...given],
      allowPositionals: true,
      options: { weights: { type: "string" } },
    });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new Misuse("one card is needed");
    const json = await readJson(file);
    output.line(file);
    let wrong = 0;
    const findings = examine(json, async (card) => {
      const path = values.weights ?? join(dirname(file), card.weights.file);
      return new Uint8Array(await readFile(path));
    });
    for await (const finding of findings) {
      output.line(row(finding));
      if (finding.verdict === "wrong") wrong++;
    }
    if (wrong > 0) output.note(`${file}: ${wrong} wrong`);
    return wrong > 0 ? 1 : 0;
  },
};
