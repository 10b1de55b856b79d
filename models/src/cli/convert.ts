import { buildModel, rewriteCard } from "../build.ts";
import { type CardName, cardNames, isCardName } from "../cards.ts";
import { nearest } from "../config/nearest.ts";
import { type Command, Misuse } from "./command.ts";
import { parseWords } from "./parse-words.ts";

/** `likeness-models convert` */
export const convert: Command = {
  help: `likeness-models convert [NAME…] [options]     (or build)

Makes the ONNX files of the SDK's models in models/build from published weights, byte for byte
as their cards name them; what is there already stays. Names:
${cardNames.join(", ")}.

  --rewrite  convert again, and write digest, modelId and golden vectors into the cards: after
             an intended change of a converter or a card; templates of the old model stay under
             the old modelId
  --json     the result as JSON`,

  run: async (given, output) => {
    const { positionals, values } = parseWords(
      given,
      { rewrite: { type: "boolean", default: false }, json: { type: "boolean", default: false } },
      { least: 0, most: Infinity, words: "names of models" },
    );
    const names = positionals.map(checked);
    if (values.rewrite && names.length === 0) throw new Misuse(`which of ${cardNames.join(", ")} is to be rewritten?`);
    const results: object[] = [];
    const tell = (text: string, result: object) => {
      if (!values.json) output.line(text);
      results.push(result);
    };
    for (const name of names.length > 0 ? names : cardNames) {
      const start = performance.now();
      if (values.rewrite) {
        const { modelId, weights } = await rewriteCard(name);
        tell(`${modelId}  ${megabytes(weights.bytes)}`, { name, modelId, bytes: weights.bytes });
      } else {
        const { file, bytes, converted } = await buildModel(name);
        const took = converted ? `converted in ${Math.round(performance.now() - start)} ms` : "present";
        tell(`${name.padEnd(14)} ${megabytes(bytes)}  ${took}`, { name, file, bytes, converted });
      }
    }
    if (values.json) output.line(JSON.stringify(results, null, 2));
    return 0;
  },
};

function checked(word: string): CardName {
  if (isCardName(word)) return word;
  const meant = nearest(word, cardNames);
  const advice = meant === undefined ? `there are ${cardNames.join(", ")}` : `${meant} is probably meant`;
  throw new Misuse(`there is no model ${word}; ${advice}`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2).padStart(5)} MB`;
}
