import type { z } from "zod";
import { nearest } from "./nearest.ts";

/** What is wrong with a value, in words that follow the field's name: "must be above 0". */
export function issueWords(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined
        ? "is missing"
        : `must be ${kinds[issue.expected] ?? issue.expected}, not ${shown(issue.input)}`;
    case "too_small":
      return `must ${bound(issue.origin, issue.inclusive === false ? "above" : "at least", issue.minimum)}`;
    case "too_big":
      return `must ${bound(issue.origin, issue.inclusive === false ? "below" : "at most", issue.maximum)}`;
    case "invalid_value":
      return oneOf(issue.values.map(String), issue.input);
    case "invalid_union":
      return oneOf(
        ((issue.options ?? []) as readonly unknown[]).map(String),
        discriminant(issue.input, issue.discriminator),
      );
    default:
      return issue.message ?? "is not right";
  }
}

/** What is said of a field that is none. */
export function unknownField(field: string, within: string, known: readonly string[]): string {
  const prefix = within === "" ? "" : `${within}.`;
  const meant = nearest(field, known);
  const advice = meant === undefined ? `known are ${known.join(", ")}` : `${prefix}${meant} is probably meant`;
  return `there is no ${prefix}${field}; ${advice}`;
}

const kinds: Readonly<Record<string, string>> = {
  number: "a number",
  int: "a whole number",
  string: "text",
  boolean: "true or false",
  array: "a list",
  object: "a section with fields of its own",
};

function bound(origin: string, how: string, limit: number | bigint): string {
  const plural = limit === 1 ? "" : "s";
  if (origin === "array") return `have ${how} ${limit} value${plural}`;
  return origin === "string" ? `have ${how} ${limit} character${plural}` : `be ${how} ${limit}`;
}

function oneOf(names: readonly string[], input: unknown): string {
  const list = names.length === 1 ? names[0]! : `one of ${names.join(", ")}`;
  if (input === undefined) return `is missing: ${list}`;
  const meant = typeof input === "string" ? nearest(input, names) : undefined;
  return `must be ${list}, not ${shown(input)}${meant === undefined ? "" : `; ${meant} is probably meant`}`;
}

function discriminant(input: unknown, name: string | undefined): unknown {
  return typeof input === "object" && input !== null && name !== undefined
    ? (input as Record<string, unknown>)[name]
    : undefined;
}

function shown(input: unknown): string {
  const text = JSON.stringify(input) ?? String(input);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
