import { create } from "@bufbuild/protobuf";
import { AttributeProto_AttributeType as Type, AttributeProtoSchema, type AttributeProto } from "onnx-buf";

/** The attributes that the converters write and read; a bare number is an integer, as most of ONNX's are. */
export type Attribute = number | readonly number[] | { readonly float: number } | { readonly text: string };
export type Attributes = Readonly<Record<string, Attribute>>;

export function encodeAttribute(name: string, value: Attribute): AttributeProto {
  if (typeof value === "number")
    return create(AttributeProtoSchema, { name, type: Type.INT, i: BigInt(value) });
  if ("float" in value) return create(AttributeProtoSchema, { name, type: Type.FLOAT, f: value.float });
  if ("text" in value)
    return create(AttributeProtoSchema, { name, type: Type.STRING, s: new TextEncoder().encode(value.text) });
  return create(AttributeProtoSchema, { name, type: Type.INTS, ints: value.map(BigInt) });
}

export function decodeAttribute(attribute: AttributeProto): Attribute {
  switch (attribute.type) {
    case Type.INT:
      return Number(attribute.i);
    case Type.INTS:
      return attribute.ints.map(Number);
    case Type.FLOAT:
      return { float: attribute.f };
    case Type.STRING:
      return { text: new TextDecoder().decode(attribute.s) };
    default:
      throw new Error(
        `attribute ${attribute.name} has the type ${Type[attribute.type]}, which is not read here`,
      );
  }
}
