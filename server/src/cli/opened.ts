import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { openStore, type Store } from "../store/store.ts";
import { Misuse } from "./command.ts";

/** The words that every command takes. */
export const storeHelp = `  --store FILE         the store; LIKENESS_DATA, or .likeness/server.sqlite, by default. No server may have it open`;

type Options = Record<string, { readonly type: "string" | "boolean" }>;

/** @throws Misuse, or what `parseArgs` throws */
export function wordsOf(given: readonly string[], options: Options, files: number | readonly number[]) {
  const { values, positionals } = parseArgs({
    args: [...given],
    options: { store: { type: "string" }, ...options },
    allowPositionals: true,
    strict: true,
  });
  const allowed = typeof files === "number" ? [files] : files;
  if (!allowed.includes(positionals.length)) {
    throw new Misuse(`${allowed.join(" or ")} files are wanted, ${positionals.length} are given`);
  }
  const texts = values as Readonly<Record<string, string | undefined>>;
  const wanted = (name: string): string => {
    const text = texts[name];
    if (text === undefined) throw new Misuse(`--${name} is missing`);
    return text;
  };
  return { texts, wanted, positionals };
}

/** Does some work with a store that has to be there already, unless it may be new, and lets go of it. */
export async function withStore<Result>(
  file: string | undefined,
  work: (store: Store) => Promise<Result>,
  { mayBeNew = false } = {},
): Promise<Result> {
  const path = file ?? process.env["LIKENESS_DATA"] ?? ".likeness/server.sqlite";
  if (!mayBeNew && !existsSync(path)) throw new Error(`there is no store at ${path}`);
  let store: Store;
  try {
    store = openStore(path);
  } catch (cause) {
    const { message } = cause as Error;
    throw new Error(message.includes("locked") ? `${path} is in use: stop the server first` : message, { cause });
  }
  try {
    return await work(store);
  } finally {
    store.close();
  }
}
