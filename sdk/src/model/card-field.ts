import { Problem } from "../core/index.ts";

/** A value of parsed JSON with the path that leads to it, which a problem names. */
export interface Field {
  readonly path: string;
  readonly value: unknown;
}

/** @throws Problem `card_malformed`, as everything here that finds another thing than it needs */
export function malformed({ path, value }: Field, needed: string): never {
  throw new Problem("card_malformed", `${path || "the card"}: ${needed} is needed, got ${shown(value)}`);
}

export function member(of: Field, name: string): Field {
  const { path, value } = of;
  if (typeof value !== "object" || value === null || Array.isArray(value)) malformed(of, "an object");
  return { path: path ? `${path}.${name}` : name, value: (value as Record<string, unknown>)[name] };
}

export function members(of: Field): Field[] {
  if (typeof of.value !== "object" || of.value === null || Array.isArray(of.value)) malformed(of, "an object");
  return Object.keys(of.value as object).map((name) => member(of, name));
}

/** Refuses members that this version does not know where they could change what a model's input or output means. */
export function noOthers(of: Field, known: readonly string[]): void {
  const other = Object.keys(of.value as object).find((name) => !known.includes(name));
  if (other !== undefined) {
    throw new Problem("card_malformed", `${of.path}.${other}: this version does not know it; a newer one may`);
  }
}

export function items(of: Field, least = 0): Field[] {
  const { path, value } = of;
  const needed = least > 0 ? `a list of at least ${least}` : "a list";
  if (!Array.isArray(value) || value.length < least) malformed(of, needed);
  return (value as unknown[]).map((item, n) => ({ path: `${path}[${n}]`, value: item }));
}

export function text(of: Field): string {
  if (typeof of.value !== "string" || of.value === "") malformed(of, "a text");
  return of.value as string;
}

export function textLike(of: Field, pattern: RegExp, needed: string): string {
  if (typeof of.value !== "string" || !pattern.test(of.value)) malformed(of, needed);
  return of.value as string;
}

/** One of a few values: the first that a newer card may have and this version does not know is refused by name. */
export function oneOf<const Value extends string | number>(of: Field, values: readonly Value[]): Value {
  if (!values.includes(of.value as Value)) malformed(of, values.map((value) => JSON.stringify(value)).join(" or "));
  return of.value as Value;
}

/** Range of a number; both ends are in it. */
export interface Range {
  readonly from?: number;
  readonly to?: number;
}

export function number(of: Field, { from = -Infinity, to = Infinity }: Range = {}): number {
  const { value } = of;
  if (typeof value !== "number" || !Number.isFinite(value)) malformed(of, "a number");
  if ((value as number) < from || (value as number) > to) malformed(of, `a number ${rangeInWords(from, to)}`);
  return value as number;
}

export function whole(of: Field, { from = 0, to = Number.MAX_SAFE_INTEGER }: Range = {}): number {
  const { value } = of;
  if (!Number.isSafeInteger(value) || (value as number) < from || (value as number) > to) {
    malformed(of, `a whole number ${rangeInWords(from, to)}`);
  }
  return value as number;
}

function rangeInWords(from: number, to: number): string {
  if (to === Infinity || to === Number.MAX_SAFE_INTEGER) return `of at least ${from}`;
  return from === -Infinity ? `of at most ${to}` : `from ${from} to ${to}`;
}

const mostShown = 60;

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const json = JSON.stringify(value);
  return json.length > mostShown ? `${json.slice(0, mostShown)}…` : json;
}
