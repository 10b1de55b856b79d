import { add } from "../graph/arithmetic.ts";
import type { Node } from "../graph/node.ts";
import type { Writer } from "../graph/writer.ts";
import type { Place, Trace } from "../trace.ts";
import type { Applied } from "./forward-pass.ts";

export interface PassedBackward {
  /** The gradient of every parameter by its name. */
  readonly parameters: ReadonlyMap<string, Node>;
  /** That of the network's input, where it was asked for. */
  readonly input?: Node;
}

/**
 * Reverse-mode differentiation: applications from the last to the first, each turning the gradient of its output into
 * those of its inputs and parameters. Where a value went to several, their gradients add up.
 */
export function passBackward(
  write: Writer,
  { input, output }: Trace,
  applied: readonly Applied[],
  gradient: Node,
  recall: (value: Node) => Node,
  toInput = false,
): PassedBackward {
  const gradients = new Map<Place, Node>([[output, gradient]]);
  const parameters = new Map<string, Node>();
  const wanted = dependent(toInput ? [input] : [], applied);
  for (const { application, call, forwarded } of applied.toReversed()) {
    const arrived = gradients.get(application.output);
    if (arrived === undefined || !wanted.has(application.output)) continue;
    write.within(`${application.name}/gradient`, () => {
      const { output, kept = {} } = forwarded;
      const found = application.operator.backward(write, { ...call, output, kept, gradient: arrived, recall });
      for (const [key, node] of Object.entries(found.parameters ?? {}))
        parameters.set(application.parameters[key]!.name, node);
      application.inputs.forEach((place, i) => {
        if (!wanted.has(place)) return;
        const node = found.inputs[i]!();
        const other = gradients.get(place);
        gradients.set(place, other === undefined ? node : add(write, other, node));
      });
    });
  }
  const reached = gradients.get(input);
  return { parameters, ...(reached !== undefined && { input: reached }) };
}

/** The places that depend on a parameter, or on one of these: no gradient is wanted of others. */
function dependent(on: readonly Place[], applied: readonly Applied[]): ReadonlySet<Place> {
  const places = new Set(on);
  for (const { application } of applied)
    if (Object.keys(application.parameters).length > 0 || application.inputs.some((place) => places.has(place)))
      places.add(application.output);
  return places;
}
