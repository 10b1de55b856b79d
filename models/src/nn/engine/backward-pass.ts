import { add } from "../graph/arithmetic.ts";
import type { Node } from "../graph/node.ts";
import type { Writer } from "../graph/writer.ts";
import type { Place, Trace } from "../trace.ts";
import type { Applied } from "./forward-pass.ts";

/**
 * Reverse-mode differentiation: applications from the last to the first, each turning the gradient of its output into
 * those of its inputs and parameters. Where a value went to several, their gradients add up.
 *
 * @returns the gradient of every parameter by its name
 */
export function passBackward(
  write: Writer,
  { input, output }: Trace,
  applied: readonly Applied[],
  gradient: Node,
  recall: (value: Node) => Node,
): Map<string, Node> {
  const gradients = new Map<Place, Node>([[output, gradient]]);
  const learnt = new Map<string, Node>();
  // Nothing learns before the first parameter: the gradient need not get there.
  const reaches = reachable(input, applied);
  for (const { application, call, forwarded } of applied.toReversed()) {
    const arrived = gradients.get(application.output);
    if (arrived === undefined || !reaches.has(application.output)) continue;
    write.within(`${application.name}/gradient`, () => {
      const { output, kept = {} } = forwarded;
      const values = { ...call, output, kept, gradient: arrived, recall };
      const { inputs, parameters = {} } = application.operator.backward(write, values);
      for (const [key, node] of Object.entries(parameters)) learnt.set(application.parameters[key]!.name, node);
      application.inputs.forEach((place, i) => {
        if (!reaches.has(place)) return;
        const node = inputs[i]!();
        const other = gradients.get(place);
        gradients.set(place, other === undefined ? node : add(write, other, node));
      });
    });
  }
  return learnt;
}

/** The places that depend on a parameter. */
function reachable(input: Place, applied: readonly Applied[]): ReadonlySet<Place> {
  const places = new Set<Place>();
  for (const { application } of applied)
    if (Object.keys(application.parameters).length > 0 || application.inputs.some((place) => places.has(place)))
      places.add(application.output);
  places.delete(input);
  return places;
}
