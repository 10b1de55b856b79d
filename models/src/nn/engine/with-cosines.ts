import { gramOperator } from "../operators/gram.ts";
import { normaliseOperator } from "../operators/normalise.ts";
import type { Application, Place, Trace } from "../trace.ts";

/**
 * The network, and behind it the cosines of its rows with each other: of each row as many as there are rows. Rows that
 * are of length 1 already are not normalised again.
 */
export function withCosines(network: Trace, rows: number): Trace {
  const applications: Application[] = [...network.applications];
  const apply = (operator: Application["operator"], input: Place, shape: readonly number[]): Place => {
    const output = { id: applications.length + 1, shape };
    const name = `cosines/${operator.kind}`;
    applications.push({ name, operator, inputs: [input], output, parameters: {}, statistics: {}, noise: {} });
    return output;
  };
  const embeddings = network.output;
  const isUnit = applications.at(-1)?.operator === normaliseOperator;
  const units = isUnit ? embeddings : apply(normaliseOperator, embeddings, embeddings.shape);
  return { ...network, output: apply(gramOperator, units, [rows]), applications };
}
