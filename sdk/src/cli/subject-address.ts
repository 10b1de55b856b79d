import type { SubjectAddress } from "../contract/messages.ts";
import { Misuse } from "./command.ts";

/** @throws Misuse unless it is a collection and a subject, and nothing more */
export function addressIn(positionals: readonly string[]): SubjectAddress {
  const [collection, subject] = positionals;
  if (collection === undefined || subject === undefined || positionals.length > 2) {
    throw new Misuse("a collection and a subject are needed");
  }
  return { collection, subject };
}
