import { create } from "@bufbuild/protobuf";
import { StringStringEntryProtoSchema, type ModelProto, type StringStringEntryProto } from "onnx-buf";

/** What two files say of themselves, each under its part, and what is said of both together. */
export function joinMetadata(
  backbone: ModelProto,
  head: ModelProto,
  more: Readonly<Record<string, string>> = {},
): StringStringEntryProto[] {
  const of = (part: string, { metadataProps }: ModelProto) => metadataProps.map(({ key, value }) => [`${part}/${key}`, value]);
  const entries = [...of("backbone", backbone), ...of("head", head), ...Object.entries(more)];
  return entries.map(([key, value]) => create(StringStringEntryProtoSchema, { key: key!, value: value! }));
}
