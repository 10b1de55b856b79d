import { Problem } from "../core/index.ts";
import { Misuse, type Command, type Input, type Output } from "./command.ts";

interface Listed {
  /** For the overview. */
  readonly summary: string;
  /** Only when it is run: who gathers files for a page need not have what runs models in Node. */
  readonly load: () => Promise<Command>;
}

const commands: Readonly<Record<string, Listed>> = {
  "model check": {
    summary: "whether a model card and its weights are right",
    load: async () => (await import("./model-check.ts")).modelCheck,
  },
  "model card": {
    summary: "writes a first card for an ONNX file of your own",
    load: async () => (await import("./model-card.ts")).modelCard,
  },
  assets: {
    summary: "copies what a page loads into one directory",
    load: async () => (await import("./assets.ts")).assets,
  },
  "keys new": {
    summary: "makes an API key, and its entry for a host's ring",
    load: async () => (await import("./keys-new.ts")).keysNew,
  },
  "keys worker": {
    summary: "makes the secrets of a new edge worker",
    load: async () => (await import("./keys-worker.ts")).keysWorker,
  },
  "keys link": {
    summary: "makes the secret between an edge worker and its server",
    load: async () => (await import("./keys-link.ts")).keysLink,
  },
  "ticket enrol": {
    summary: "signs a ticket to enrol a subject, to try things out",
    load: async () => (await import("./ticket.ts")).ticketEnrol,
  },
  "ticket device": {
    summary: "signs a ticket to add a device, to try things out",
    load: async () => (await import("./ticket.ts")).ticketDevice,
  },
  "log export": {
    summary: "a subject's whole audit log, to be kept elsewhere",
    load: async () => (await import("./log-export.ts")).logExport,
  },
  "log verify": {
    summary: "whether anything was changed in an exported log",
    load: async () => (await import("./log-verify.ts")).logVerify,
  },
  "receipt verify": {
    summary: "what a receipt says, and whether the host has signed it",
    load: async () => (await import("./receipt-verify.ts")).receiptVerify,
  },
};

/**
 * Runs what the words ask for and says in one line what hinders it.
 *
 * @returns the exit code: 0, 1 if something is wrong, 2 if the words are
 */
export async function run(words: readonly string[], output: Output, input: Input): Promise<number> {
  const name = Object.keys(commands).find((name) => name.split(" ").every((word, n) => words[n] === word));
  if (name === undefined) return overview(words, output);
  const given = words.slice(name.split(" ").length);
  try {
    const { help, run } = await commands[name]!.load();
    if (!given.includes("--help") && !given.includes("-h")) return await run(given, output, input);
    output.line(help);
    return 0;
  } catch (error) {
    const isMisuse = error instanceof Misuse || codeOf(error).startsWith("ERR_PARSE_ARGS");
    output.note(`likeness ${name}: ${inOneLine(error)}`);
    if (isMisuse) output.note(`see likeness ${name} --help`);
    return isMisuse ? 2 : 1;
  }
}

function overview(words: readonly string[], output: Output): number {
  const isAsked = words.length === 0 || words[0] === "--help" || words[0] === "-h" || words[0] === "help";
  if (!isAsked) output.note(`likeness: there is no command ${words.join(" ")}`);
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { summary }]) => `  likeness ${name.padEnd(width)}  ${summary}`);
  (isAsked ? output.line : output.note)(["likeness COMMAND --help", "", ...lines].join("\n"));
  return isAsked ? 0 : 2;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** With the problem's code, by which it can be looked up. */
function inOneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const words = message.replaceAll(/\s*\n\s*/g, " ");
  if (codeOf(error) === "ERR_MODULE_NOT_FOUND" && words.includes("'onnxruntime-node'")) {
    return "onnxruntime-node is not installed: npm install onnxruntime-node";
  }
  return error instanceof Problem ? `${error.code}: ${words}` : words;
}
