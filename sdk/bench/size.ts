import { type Figure, type Measured, table } from "@likeness/bench";
import { goals, measureSizes } from "../pack/sizes.ts";

const unit = "bytes, minified and gzipped";

/**
 * How much JavaScript each part of the published package adds to a page, onnxruntime's aside. It measures what lies in
 * `sdk/dist`.
 */
export async function measureSize(): Promise<Measured> {
  const sizes = await measureSizes();
  const figures = sizes.flatMap(({ name, atOnce, inAll }): Figure[] => {
    const goal = goals[name];
    const first = { name, value: atOnce, unit };
    if (goal !== undefined) return [{ ...first, name: `${name}, at most`, goal, met: inAll <= goal }];
    return inAll === atOnce ? [first] : [first, { name: `${name}, with all that it loads later`, value: inAll, unit }];
  });
  const rows = sizes.map(({ name, atOnce, inAll }) => [name, ...[atOnce, inAll, goals[name] ?? ""].map(String)]);
  return { name: "size", figures, tables: [table([unit, "at once", "with what is loaded later", "at most"], rows)] };
}
