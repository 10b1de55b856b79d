import type { Node } from "../graph/node.ts";
import type { Writer } from "../graph/writer.ts";
import type { Call, Forwarded } from "../operators/operator.ts";
import type { Application, Place, Trace } from "../trace.ts";

/** An application with its values in a graph. */
export interface Applied {
  readonly application: Application;
  readonly call: Call;
  readonly forwarded: Forwarded;
}

/** The values of parameters, statistics and noise by name. */
export type Named = ReadonlyMap<string, Node>;

/** Writes what one application computes. */
type Compute = (application: Application, call: Call) => Forwarded;

/** Writes a network operator by operator. */
export function passForward(
  write: Writer,
  { input, applications }: Trace,
  x: Node,
  named: Named,
  compute: Compute,
): Applied[] {
  const values = new Map<Place, Node>([[input, x]]);
  return applications.map((application) => {
    const call: Call = {
      inputs: application.inputs.map((place) => values.get(place)!),
      parameters: found(named, application.parameters),
      statistics: found(named, application.statistics),
      noise: found(named, application.noise),
    };
    const forwarded = write.within(application.name, () => compute(application, call));
    values.set(application.output, forwarded.output);
    return { application, call, forwarded };
  });
}

function found(named: Named, variables: Readonly<Record<string, { readonly name: string }>>) {
  const known = Object.entries(variables).filter(([, { name }]) => named.has(name));
  return Object.fromEntries(known.map(([key, { name }]) => [key, named.get(name)!]));
}
