import { bench } from "./bench.ts";
import { bundle } from "./bundle.ts";
import { check } from "./check.ts";
import { Misuse, type Command, type Output } from "./command.ts";
import { compact } from "./compact.ts";
import { exporting } from "./export.ts";
import { importing } from "./import.ts";

const serve: Command = {
  summary: "starts the server, with the settings of the environment",
  help: "likeness-server serve: server/README.md has the settings",
  run: async () => {
    await import("../main.ts");
    return 0;
  },
};

const commands: Readonly<Record<string, Command>> = {
  serve,
  import: importing,
  export: exporting,
  check,
  compact,
  bundle,
  bench,
};

/** @returns the exit code: 0, 1 if something is wrong, 2 if the words are */
export async function run([name = "--help", ...given]: readonly string[], output: Output): Promise<number> {
  const command = Object.hasOwn(commands, name) ? commands[name]! : undefined;
  if (!command) return overview(name, output);
  if (given.includes("--help") || given.includes("-h")) {
    output.line(command.help);
    return 0;
  }
  try {
    return await command.run(given, output);
  } catch (error) {
    const isMisuse = error instanceof Misuse || codeOf(error).startsWith("ERR_PARSE_ARGS");
    output.note(`likeness-server ${name}: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
    if (isMisuse) output.note(`see likeness-server ${name} --help`);
    return isMisuse ? 2 : 1;
  }
}

function overview(name: string, output: Output): number {
  const isAsked = ["--help", "-h", "help"].includes(name);
  if (!isAsked) output.note(`likeness-server: there is no command ${name}`);
  const lines = Object.entries(commands).map(([word, { summary }]) => `  likeness-server ${word.padEnd(8)} ${summary}`);
  (isAsked ? output.line : output.note)(["likeness-server COMMAND --help", "", ...lines].join("\n"));
  return isAsked ? 0 : 2;
}

const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "");
