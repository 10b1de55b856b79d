import type { Condition, FieldType, Filter, FilterValue } from "@likeness/sdk/contract";
import { Problem } from "@likeness/sdk/core";
import { bucketOf, typed, type Typed } from "./field-types.ts";

/** A condition on one field, read. */
export interface ReadCondition<Field> {
  readonly field: Field;
  /** Where those who pass it lie: from a bucket to a bucket, both included; ascending, apart. Undefined: without an end. */
  readonly ranges: readonly BucketRange[];
  /** Whether whatever lies in these buckets passes. */
  readonly isWhole: boolean;
  passes(value: Typed): boolean;
}

export interface BucketRange {
  readonly from: Typed | undefined;
  readonly to: Typed | undefined;
}

const operators = new Set(["in", "gt", "gte", "lt", "lte"]);

/**
 * @param declared the fields that may be asked for
 * @throws Problem `unknown_filter`: [FIL2]
 */
export function readFilter<Field extends { readonly type: string }>(
  filter: Filter,
  declared: ReadonlyMap<string, Field>,
): ReadCondition<Field>[] {
  return Object.entries(filter).map(([name, condition]) => {
    const field = declared.get(name);
    if (!field) throw unknown(name, "the collection declares no such field");
    return readCondition(name, field, condition);
  });
}

/** Whether a subject has all that is asked for: the slow, obvious way. */
export const passes = (
  conditions: readonly ReadCondition<{ readonly name: string; readonly type: string }>[],
  metadata: Readonly<Record<string, string>>,
): boolean =>
  conditions.every(({ field, passes: passing }) => {
    const text = Object.hasOwn(metadata, field.name) ? metadata[field.name] : undefined;
    const value = text === undefined ? undefined : typed(field.type as FieldType, text);
    return value !== undefined && passing(value);
  });

function readCondition<Field extends { readonly type: string }>(
  name: string,
  field: Field,
  condition: Condition,
): ReadCondition<Field> {
  const type = field.type as FieldType;
  const given = Object.entries(condition).filter(([, value]) => value !== undefined);
  const strange = given.find(([operator]) => !operators.has(operator));
  if (strange) throw unknown(name, `there is no operator ${strange[0]}`);
  const value = (asked: unknown) => valueOf(name, type, asked as FilterValue);

  if ("in" in condition) {
    if (given.length !== 1) throw unknown(name, "in stands alone");
    if (!Array.isArray(condition.in)) throw unknown(name, "in takes a list");
    const values = new Set((condition.in as readonly FilterValue[]).map(value));
    const buckets = [...new Set(Array.from(values, bucketOf))];
    return {
      field,
      ranges: buckets.map((bucket) => ({ from: bucket, to: bucket })),
      isWhole: type === "keyword" || type === "boolean",
      passes: (one) => values.has(one),
    };
  }
  if (given.length === 0) throw unknown(name, "it asks for nothing");
  if (type !== "number" && type !== "time") throw unknown(name, `a ${type} is not more or less than another`);
  const { gt, gte, lt, lte } = condition;
  const [over, from, under, to] = [gt, gte, lt, lte].map((bound) =>
    bound === undefined ? undefined : (value(bound) as number),
  );
  const low = most(over, from);
  const high = least(under, to);
  return {
    field,
    ranges:
      low !== undefined && high !== undefined && low > high
        ? []
        : [{ from: low === undefined ? undefined : bucketOf(low), to: high === undefined ? undefined : bucketOf(high) }],
    isWhole: false,
    passes: (one) =>
      (over === undefined || (one as number) > over) &&
      (from === undefined || (one as number) >= from) &&
      (under === undefined || (one as number) < under) &&
      (to === undefined || (one as number) <= to),
  };
}

const most = (a: number | undefined, b: number | undefined) =>
  a === undefined ? b : b === undefined ? a : Math.max(a, b);
const least = (a: number | undefined, b: number | undefined) =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b);

function valueOf(name: string, fieldType: FieldType, asked: FilterValue): Typed {
  switch (fieldType) {
    case "keyword":
      if (typeof asked === "string") return asked;
      break;
    case "boolean":
      if (typeof asked === "boolean") return asked ? 1 : 0;
      break;
    case "number":
      if (typeof asked === "number" && Number.isFinite(asked)) return asked + 0;
      break;
    case "time": {
      const value = typeof asked === "string" ? typed("time", asked) : undefined;
      if (value !== undefined) return value;
      break;
    }
    default:
      fieldType satisfies never;
  }
  throw unknown(name, `${JSON.stringify(asked)} is no ${fieldType}`);
}

const unknown = (name: string, what: string) => new Problem("unknown_filter", `${name}: ${what}`);
