import { z } from "zod";
import { trainingConfig } from "./training-config.ts";

/** The JSON Schema of a training's configuration, by which editors complete and check it. */
export function configSchema(): string {
  const schema = z.toJSONSchema(trainingConfig, {
    io: "input",
    target: "draft-07",
    override: ({ jsonSchema }) => plain(jsonSchema),
  });
  const { $schema, ...rest } = schema;
  return `${JSON.stringify({ $schema, title: "likeness-models train", ...rest }, null, 2)}\n`;
}

/** Whole numbers end somewhere in JavaScript; nobody needs to be told. */
function plain(schema: { maximum?: number; minimum?: number }): void {
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
}
