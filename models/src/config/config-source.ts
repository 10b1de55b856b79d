import { isCollection, isMap, isScalar, LineCounter, parseDocument, type Document, type Node } from "yaml";
import { TrainingError } from "../training-error.ts";
import { fieldName, type FieldPath } from "./field.ts";

/** A configuration as it was written, and where. */
export interface ConfigSource {
  /** Not checked yet. */
  readonly value: unknown;
  /** `train.yaml:12` for the field, or for what it lies in if it is not there; `--set a.b` where that gave it. */
  place(field: FieldPath): string;
}

/**
 * Reads YAML, of which JSON is a part.
 *
 * @param file what the text is called in messages
 * @param settings `field=value` each, the value as YAML: they replace what the text has
 * @throws {TrainingError} `config_invalid`, naming file and line
 */
export function parseSource(text: string, file: string, settings: readonly string[] = []): ConfigSource {
  const lines = new LineCounter();
  const document: Document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line } = lines.linePos(error.pos[0]);
    throw new TrainingError("config_invalid", `${file}:${line}: ${error.message}`, { cause: error });
  }
  const given = settings.map((setting) => apply(document, setting));
  return {
    value: document.toJS() ?? {},
    place(field) {
      const setting = given.find((path) => path.every((part, n) => part === field[n]));
      if (setting) return `--set ${fieldName(setting)}`;
      const offset = offsetOf(document.contents, field);
      return offset === undefined ? file : `${file}:${lines.linePos(offset).line}`;
    },
  };
}

function apply(document: Document, setting: string): FieldPath {
  const [, field, text] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
  if (field === undefined || text === undefined) {
    throw new TrainingError("config_invalid", `--set ${setting}: it must be field=value, such as loss.margin=0.2`);
  }
  const path = field
    .split(/\.|\[(\d+)\]/)
    .filter(Boolean)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const value = parseDocument(text);
  if (value.errors[0]) throw new TrainingError("config_invalid", `--set ${field}: ${value.errors[0].message}`);
  // A scalar on the way gives way: what is set has the last word, and the schema judges it.
  for (let n = 1; n < path.length; n++) {
    if (!isCollection(document.getIn(path.slice(0, n)))) document.setIn(path.slice(0, n), document.createNode({}));
  }
  document.setIn(path, value.contents);
  return path;
}

/** Of the field's key, so that the line is that of the name; of the nearest outer field where there is none. */
function offsetOf(contents: Node | null, field: FieldPath): number | undefined {
  let node: unknown = contents;
  let found = contents?.range?.[0];
  for (const part of field) {
    const pair = isMap(node) ? node.items.find(({ key }) => (isScalar(key) ? key.value : key) === part) : undefined;
    const next = pair ? pair.value : isCollection(node) ? node.get(part, true) : undefined;
    const named = (pair && isScalar(pair.key) ? pair.key : (next as Node | undefined))?.range?.[0];
    if (named === undefined) return found;
    [node, found] = [next, named];
  }
  return found;
}
