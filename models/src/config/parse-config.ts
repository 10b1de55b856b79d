import type { z } from "zod";
import { TrainingError } from "../training-error.ts";
import { parseSource } from "./config-source.ts";
import { fieldName } from "./field.ts";
import { issueWords, unknownField } from "./issue-words.ts";

/**
 * Reads a configuration of some schema, its defaults filled in.
 *
 * @param file what the text is called in messages
 * @param settings see {@link parseSource}
 * @throws {TrainingError} `config_invalid` with a line for everything that is wrong:
 *   "train.yaml:12: loss.margin must be above 0"
 */
export function parseConfig<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  file: string,
  settings: readonly string[] = [],
): z.output<Schema> {
  const source = parseSource(text, file, settings);
  const result = schema.safeParse(source.value, { error: words });
  if (result.success) return result.data;
  const lines = result.error.issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
    if (issue.code === "unrecognized_keys") {
      const known = issue.message.split(separator);
      return issue.keys.map((key) => `${source.place([...path, key])}: ${unknownField(key, fieldName(path), known)}`);
    }
    return [`${source.place(path)}: ${fieldName(path) || "the configuration"} ${issue.message}`];
  });
  throw new TrainingError("config_invalid", lines.join("\n"));
}

const separator = "\n";

/** The fields that a section knows are at hand only here, while zod tells of the issue. */
function words(issue: z.core.$ZodRawIssue): string {
  if (issue.code !== "unrecognized_keys") return issueWords(issue);
  const { shape } = (issue.inst as unknown as { _zod: { def: { shape: object } } })._zod.def;
  return Object.keys(shape).join(separator);
}
