import type { Attribute, Node } from "./graph.ts";
import type { Window } from "./operation.ts";
import { refuse } from "./refuse.ts";

/** A node's attributes; one that is not in `defaults` is refused, as is one of another type than the default's. */
export function attributesOf<Defaults extends Readonly<Record<string, Attribute>>>(
  { operator, attributes }: Node,
  defaults: Defaults,
): { readonly [Name in keyof Defaults]: Widened<Defaults[Name]> } {
  for (const [name, value] of attributes) {
    const fallback = Object.hasOwn(defaults, name) ? defaults[name] : undefined;
    if (typeof fallback !== typeof value) refuse(`${operator} with ${name}`);
  }
  return { ...defaults, ...Object.fromEntries(attributes) } as unknown as {
    [Name in keyof Defaults]: Widened<Defaults[Name]>;
  };
}

type Widened<Value> = Value extends number ? number : Value extends string ? string : readonly number[];

const windowDefaults = {
  kernel_shape: [] as number[],
  strides: [1, 1],
  pads: [0, 0, 0, 0],
  dilations: [1, 1],
  auto_pad: "NOTSET",
};

export const convDefaults = { ...windowDefaults, group: 1 };
export const poolDefaults = { ...windowDefaults, ceil_mode: 0, count_include_pad: 0, storage_order: 0 };

/** @param size What the filters say, where the attributes may leave it out. */
export function windowOf(
  node: Node,
  given: { readonly [Name in keyof typeof windowDefaults]: Widened<(typeof windowDefaults)[Name]> },
  size: readonly number[] = given.kernel_shape,
): Window {
  const { kernel_shape: shape, strides, pads, dilations, auto_pad: auto } = given;
  const isFlat = size.length === 2 && strides.length === 2 && dilations.length === 2 && pads.length === 4;
  if (!isFlat) refuse(`${node.operator} over other than two axes`);
  if (auto !== "NOTSET") refuse(`${node.operator} with auto_pad ${auto}`);
  if (shape.length > 0 && shape.join() !== size.join()) refuse(`${node.operator} with filters of another shape`);
  if (![...size, ...strides, ...dilations].every((value) => value >= 1))
    refuse(`${node.operator} with strides below 1`);
  if (!pads.every((pad) => pad >= 0)) refuse(`${node.operator} with pads below 0`);
  return { size, strides, pads, dilations } as unknown as Window;
}
