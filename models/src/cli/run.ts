import { nearest } from "../config/nearest.ts";
import { Misuse, stoppedCode, type Command, type Output } from "./command.ts";

interface Listed {
  /** For the overview. */
  readonly summary: string;
  /** Only when it is run: who builds the models at set-up need not wait for what draws charts. */
  readonly load: () => Promise<Command>;
}

const commands: Readonly<Record<string, Listed>> = {
  train: {
    summary: "trains an embedding network by a configuration",
    load: async () => (await import("./train.ts")).train,
  },
  eval: {
    summary: "measures a network on pictures that were held back",
    load: async () => (await import("./eval.ts")).evaluate,
  },
  compare: { summary: "holds runs against each other", load: async () => (await import("./compare.ts")).compare },
  calibrate: {
    summary: "fits thresholds, and writes them into a card",
    load: async () => (await import("./calibrate.ts")).calibrate,
  },
  export: {
    summary: "writes a run's network as ONNX, with its card",
    load: async () => (await import("./export.ts")).exportRun,
  },
  card: { summary: "says what a model card says", load: async () => (await import("./card.ts")).card },
  schema: {
    summary: "prints the JSON Schema of configurations",
    load: async () => (await import("./schema.ts")).schema,
  },
  convert: {
    summary: "makes the SDK's models from published weights",
    load: async () => (await import("./convert.ts")).convert,
  },
  measure: {
    summary: "measures the SDK's models on face sets",
    load: async () => (await import("./measure.ts")).measureModels,
  },
};

/** Other names that stay good. */
const aliases: Readonly<Record<string, string>> = { build: "convert" };

/**
 * Runs what the words ask for and says in a line or two what hinders it.
 *
 * @returns the exit code: 0, 1 if something is wrong, 2 if the words are, 130 if it was stopped
 */
export async function run(words: readonly string[], output: Output, signal: AbortSignal): Promise<number> {
  const [word = "help", ...given] = words;
  const name = aliases[word] ?? word;
  if (["help", "--help", "-h"].includes(name)) return help(given, output);
  const listed = commands[name];
  if (listed === undefined) return unknown(name, output);
  try {
    const command = await listed.load();
    if (!given.includes("--help") && !given.includes("-h")) return await command.run(given, output, signal);
    output.line(command.help);
    return 0;
  } catch (error) {
    return explain(error, name, given.includes("--json"), output, signal);
  }
}

function explain(error: unknown, name: string, asJson: boolean, output: Output, signal: AbortSignal): number {
  if (signal.aborted && error === signal.reason) return stoppedCode;
  const code = error instanceof Misuse ? "misuse" : codeOf(error);
  const message = wordsOf(error);
  if (asJson) output.note(JSON.stringify({ error: { ...(code && { code }), message } }));
  else {
    // Each line of a configuration's errors has its own place in front.
    const lines = message.split("\n");
    output.note(
      lines.length > 1
        ? lines.join("\n")
        : `likeness-models ${name}: ${code && code !== "misuse" ? `${code}: ` : ""}${message}`,
    );
    if (error instanceof Misuse) output.note(`see likeness-models ${name} --help`);
  }
  return error instanceof Misuse ? 2 : 1;
}

async function help([name]: readonly string[], output: Output): Promise<number> {
  if (name === undefined) {
    output.line(overview());
    return 0;
  }
  const listed = commands[aliases[name] ?? name];
  if (listed === undefined) return unknown(name, output);
  output.line((await listed.load()).help);
  return 0;
}

function unknown(name: string, output: Output): number {
  const meant = nearest(name, Object.keys(commands));
  output.note(
    `likeness-models: there is no command ${name}${meant === undefined ? "" : `; ${meant} is probably meant`}`,
  );
  output.note(overview());
  return 2;
}

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(
    ([name, { summary }]) => `  likeness-models ${name.padEnd(width)}  ${summary}`,
  );
  return ["likeness-models COMMAND --help", "", ...lines].join("\n");
}

/** Of an expected failure, by which it can be looked up; system errors have their words in the message. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^[a-z_]+$/.test(code) ? code : "";
}

/** The messages of an error and its causes; a stack says nothing to whoever only wanted the result. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // An expected failure has taken its cause into its own words.
  return error.cause instanceof Error && codeOf(error) === "" && !(error instanceof Misuse)
    ? `${error.message}\n  because: ${wordsOf(error.cause)}`
    : error.message;
}
