import { Misuse, type Input } from "./command.ts";

/** For the help of every command that needs a secret key. */
export const secretKeyHelp = `The secret key is taken from LIKENESS_KEY, or with --key-stdin from standard input.
It is never one of the words, which every user of the machine can list.`;

/** @throws Misuse that says where it is looked for */
export async function secretKey({ env, stdin }: Input, isSent: boolean | undefined): Promise<string> {
  const key = (isSent ? await stdin() : (env["LIKENESS_KEY"] ?? "")).trim();
  if (key === "") throw new Misuse(isSent ? "nothing came on standard input" : "LIKENESS_KEY is not set");
  return key;
}
