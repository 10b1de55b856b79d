import fc, { type Arbitrary } from "fast-check";

/** As much of JSON Schema as the contract's document has. */
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** What the document's schemas refer to. */
export interface Named {
  readonly schemas: Readonly<Record<string, Schema>>;
  /** Values of schemas that say less than what is asked of them, by name. */
  readonly known: Readonly<Record<string, Arbitrary<unknown>>>;
}

/** Values that a schema takes. */
export function valid(schema: Schema, named: Named): Arbitrary<unknown> {
  const { $ref, allOf, anyOf } = schema;
  if ($ref !== undefined) {
    const name = $ref.split("/").at(-1)!;
    return named.known[name] ?? valid(named.schemas[name]!, named);
  }
  // The contract's only intersections are a reference and its description.
  if (allOf) return valid(allOf[0]!, named);
  if (anyOf) return fc.oneof(...anyOf.map((one) => valid(one, named)));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case "object":
      return object(schema, named);
    case "array": {
      const { items = {}, minItems = 0, maxItems = 4 } = schema;
      return fc.array(valid(items, named), { minLength: minItems, maxLength: maxItems });
    }
    case "string":
      return text(schema);
    case "integer":
      return fc.integer({ min: schema.minimum ?? -1_000, max: schema.maximum ?? 1_000 });
    case "number":
      return number(schema);
    case "boolean":
      return fc.boolean();
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function object({ properties = {}, required = [], additionalProperties }: Schema, named: Named): Arbitrary<unknown> {
  if (typeof additionalProperties === "object") {
    return fc.dictionary(fc.string({ minLength: 1, maxLength: 64 }), valid(additionalProperties, named), {
      maxKeys: 16,
    });
  }
  const fields = Object.entries(properties).map(([name, schema]) => [name, valid(schema, named)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: [...required] });
}

function text({ pattern, format, minLength = 0, maxLength = 64 }: Schema): Arbitrary<string> {
  if (format === "date-time") {
    return fc
      .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
      .map((date) => date.toISOString());
  }
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern)).filter((found) => found.length <= 8_192);
  return fc.string({ minLength, maxLength: Math.min(maxLength, 300) });
}

function number({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): Arbitrary<number> {
  return fc.double({
    min: exclusiveMinimum ?? minimum ?? -1e9,
    max: exclusiveMaximum ?? maximum ?? 1e9,
    minExcluded: exclusiveMinimum !== undefined,
    maxExcluded: exclusiveMaximum !== undefined,
    noNaN: true,
  });
}
