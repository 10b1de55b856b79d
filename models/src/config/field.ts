/** Where a value lies in a configuration. */
export type FieldPath = readonly (string | number)[];

/** `evaluation.ks[1]` */
export function fieldName(path: FieldPath): string {
  return path.reduce<string>((name, part) => {
    if (typeof part === "number") return `${name}[${part}]`;
    return name === "" ? part : `${name}.${part}`;
  }, "");
}
