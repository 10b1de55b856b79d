import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { nearest } from "../config/nearest.ts";
import { Misuse } from "./command.ts";

/** How many words a command takes beside its options, and what they are called where one is missing. */
export interface Operands {
  readonly least: number;
  readonly most: number;
  readonly words: string;
}

/**
 * What a command was given, by `util.parseArgs`.
 *
 * @throws {Misuse} for an option that there is not, naming the one that was probably meant; for too few or too many
 *   words
 */
export function parseWords<const Options extends ParseArgsOptionsConfig>(
  given: readonly string[],
  options: Options,
  { least, most, words }: Operands,
) {
  const parsed = parseStrictly(given, options);
  const { length } = parsed.positionals;
  if (length < least || length > most)
    throw new Misuse(length > most ? `${words}, but not ${parsed.positionals[most]} too` : words);
  return parsed;
}

function parseStrictly<const Options extends ParseArgsOptionsConfig>(given: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...given], allowPositionals: true, options });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code?.startsWith("ERR_PARSE_ARGS")) throw error;
    if (code !== "ERR_PARSE_ARGS_UNKNOWN_OPTION") throw new Misuse(message, { cause: error });
    const option = /'-*([^' ]+)/.exec(message)?.[1] ?? "";
    const meant = nearest(option, Object.keys(options));
    throw new Misuse(`there is no option --${option}${meant === undefined ? "" : `; --${meant} is probably meant`}`, {
      cause: error,
    });
  }
}
