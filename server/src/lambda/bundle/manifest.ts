import { z } from "zod";

const format = "likeness-bundle/1";

/** Of one file of a bundle; a name, not a path. */
const name = z.string().regex(/^[a-z0-9][a-z0-9.-]*$/);

const schema = z.strictObject({
  format: z.literal(format),
  /** ISO 8601, UTC. */
  made: z.string(),
  /** The store's, and the last change of a space that is in it. */
  identity: z.string(),
  change: z.int(),
  store: name,
  indexes: z.array(
    z.strictObject({ space: z.int(), modelId: z.string(), dimension: z.int(), templates: z.int(), file: name }),
  ),
  files: z.record(name, z.strictObject({ bytes: z.int(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
});

/** What a bundle is of, and what its files have to be. */
export type Manifest = Omit<z.output<typeof schema>, "format">;

/** Written last: a folder without it is no bundle. */
export const manifestFile = "manifest.json";

export const writeManifest = (manifest: Manifest): string => `${JSON.stringify({ format, ...manifest }, undefined, 2)}\n`;

/** @throws Error that says what is wrong with it */
export function readManifest(text: string): Manifest {
  const read = schema.safeParse(parsed(text));
  if (!read.success) throw new Error(`${manifestFile} is not one of ${format}: ${z.prettifyError(read.error)}`);
  const { format: _, ...manifest } = read.data;
  const wanted = [manifest.store, ...manifest.indexes.map(({ file }) => file)];
  const lacking = wanted.filter((file) => !Object.hasOwn(manifest.files, file));
  if (lacking.length > 0) throw new Error(`${manifestFile} does not say what is in ${lacking.join(", ")}`);
  return manifest;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
