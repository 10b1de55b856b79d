import { buildModel, rewriteCard } from "./build.ts";
import { type CardName, cardNames, isCardName } from "./cards.ts";
import { measure } from "./measure/measure.ts";

const usage = `node models/src/cli.ts build [NAME…]   convert the models that are missing in models/build
node models/src/cli.ts card NAME…      convert again, and write digest, modelId and golden vectors into the card
node models/src/cli.ts measure         measure on the face sets in LIKENESS_TEST_DATA, and write it into the cards
names: ${cardNames.join(", ")}`;

async function build(names: readonly CardName[]): Promise<void> {
  for (const name of names.length > 0 ? names : cardNames) {
    const start = performance.now();
    const { bytes, converted } = await buildModel(name);
    const took = converted ? `converted in ${Math.round(performance.now() - start)} ms` : "present";
    console.log(`${name.padEnd(14)} ${megabytes(bytes)}  ${took}`);
  }
}

async function card(names: readonly CardName[]): Promise<void> {
  if (names.length === 0) throw new Error(`which card?\n${usage}`);
  for (const name of names) {
    const { modelId, weights } = await rewriteCard(name);
    console.log(`${modelId}  ${megabytes(weights.bytes)}`);
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2).padStart(5)} MB`;
}

function namesFrom(args: readonly string[]): readonly CardName[] {
  return args.map((arg) => {
    if (!isCardName(arg)) throw new Error(`there is no model ${arg}\n${usage}`);
    return arg;
  });
}

async function main([command, ...args]: readonly string[]): Promise<void> {
  if (command === "build") return build(namesFrom(args));
  if (command === "card") return card(namesFrom(args));
  if (command === "measure") return measure(console.log);
  throw new Error(usage);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? describe(error) : error);
  process.exitCode = 1;
}

/** The messages of an error and its causes; a stack says nothing to whoever only wanted the models. */
function describe(error: Error): string {
  return error.cause instanceof Error
    ? `${error.message}\n  because: ${describe(error.cause)}`
    : error.message;
}
