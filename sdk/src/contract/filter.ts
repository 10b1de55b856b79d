/** A field of metadata that subjects may be searched by. Metadata are texts; the type says how they are read. */
export type FieldType = "keyword" | "number" | "boolean" | "time";

/** Fields by their names, as a collection declares them. */
export type Fields = Readonly<Record<string, FieldType>>;

export type FilterValue = string | number | boolean;

/** Equal to one of them; of `number` and `time` also within bounds. Times are ISO 8601. */
export type Condition =
  | { readonly in: readonly FilterValue[] }
  | {
      readonly gt?: string | number | undefined;
      readonly gte?: string | number | undefined;
      readonly lt?: string | number | undefined;
      readonly lte?: string | number | undefined;
    };

/**
 * What a subject has to have, by the names of declared fields: all of it. A subject without the field has it not.
 *
 * @example
 * { hall: { in: ["7", "8"] }, since: { gte: "2026-01-01T00:00:00Z" } }
 */
export type Filter = Readonly<Record<string, Condition>>;
