import { readFile, writeFile } from "node:fs/promises";
import { basename, extname, join, dirname } from "node:path";
import { parseArgs } from "node:util";
import { modelIdOf, Problem, sha256Hex, type ModelCard } from "../core/index.ts";
import { cardJson } from "../model/card-json.ts";
import { makeGolden } from "../model/golden.ts";
import { parseCard } from "../model/parse-card.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { alignment, defaults, draftOptions, fromFile, fromFlags, gaps, joined, type Draft } from "./card-draft.ts";
import { Misuse, type Command } from "./command.ts";
import { goldenSize } from "./golden-size.ts";
import { describeOnnx } from "./onnx-file.ts";
import { readJson } from "./read-json.ts";

/** `likeness model card` */
export const modelCard: Command = {
  help: `likeness model card FILE.onnx --task embed [options]

Writes a model card: digest, size, the names of the tensors and fixed lengths come from the
file, golden vectors from running it, the rest from flags and from a JSON file. How pixels
become the model's input cannot be read from a file: it must be said, and be what the model
was trained with. Check the card with likeness model check.

  --task embed|landmarks|detect
  --name NAME          of the model; by default that of the file
  --size PIXELS        of the square that the model takes
  --channels rgb|bgr   the order of its channels
  --mean M|R,G,B       input = (pixel - mean) / divisor, pixels from 0 to 255
  --divisor D
  --align arcface      where eyes, nose and mouth lie in the aligned face
  --input NAME         the input and output tensors, if the model has several
  --output NAME
  --dimension N        values of an embedding, if the file does not fix it
  --licence, --author, --source, --training TEXT
  --part FILE.json     any part of a card; flags go before it
  --out FILE           where to write; beside the model by default, - for the output
  --force              replaces a card that is there`,

  run: async (given, output) => {
    const { positionals, values } = parseArgs({
      args: [...given],
      allowPositionals: true,
      options: { ...draftOptions, part: { type: "string" }, out: { type: "string" }, force: { type: "boolean" } },
    });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new Misuse("one ONNX file is needed");
    const bytes = await readModel(file);
    const part = values.part === undefined ? {} : ((await readJson(values.part)) as Draft);
    const onnx = await describeOnnx(bytes);
    const said = joined({ name: nameOf(file) }, fromFile(onnx), part, fromFlags(values));
    const draft = joined(defaults(said["task"]), said, alignment(values.align, said));
    const card = await completed(draft, file, bytes);
    const out = values.out ?? join(dirname(file), `${card.name}.json`);
    if (out === "-") {
      output.line(cardJson(card).trimEnd());
      return 0;
    }
    await write(out, cardJson(card), values.force === true);
    output.line(`${out}: ${card.modelId}`);
    if (card.task === "embed" && card.calibration.thresholds.length === 0) {
      output.note("it has no thresholds yet: hosts can decide by it only after it was calibrated on pairs of faces");
    }
    return 0;
  },
};

async function completed(draft: Draft, file: string, bytes: Uint8Array<ArrayBuffer>): Promise<ModelCard> {
  if (draft["task"] === undefined) throw new Misuse("--task embed, landmarks or detect is needed");
  const missing = draft["task"] === "embed" ? gaps(draft) : [];
  if (missing.length > 0) throw new Misuse(`the card still needs ${missing.join("; ")}`);
  const weights = { file: basename(file), bytes: bytes.length, sha256: await sha256Hex(bytes) };
  const unnamed = { ...draft, weights, modelId: `${String(draft["name"])}@${"0".repeat(16)}` };
  const { golden: _, ...parsed } = parseCard(inOrder(unnamed));
  const card = { ...parsed, modelId: await modelIdOf(parsed as ModelCard) } as ModelCard;
  const session = await nodeRuntime().load(bytes);
  try {
    return parseCard({ ...card, golden: await makeGolden(session, card, goldenSize(card)) });
  } finally {
    await session.release();
  }
}

/** The members in the order in which a card is read. */
const order = ["format", "task", "name", "modelId", "weights", "licence", "provenance", "accuracy", "input", "output"];

function inOrder(draft: Draft): Draft {
  const first = order.flatMap((name) => (draft[name] === undefined ? [] : [[name, draft[name]] as const]));
  return { ...Object.fromEntries(first), ...Object.fromEntries(Object.entries(draft).filter(([name]) => !order.includes(name))) };
}

function nameOf(file: string): string {
  return basename(file, extname(file)).replaceAll(/[^A-Za-z0-9._-]+/g, "-");
}

async function readModel(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (cause) {
    throw new Problem("model_unavailable", (cause as Error).message, { cause });
  }
}

async function write(file: string, text: string, force: boolean): Promise<void> {
  await writeFile(file, text, { flag: force ? "w" : "wx" }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EEXIST" ? new Misuse(`${file} is there already: --force replaces it, --out names another`) : error;
  });
}
