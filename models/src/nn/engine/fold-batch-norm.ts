import { type Application, type Place, type Trace, type Variable, variablesOf } from "../trace.ts";

/** Parameters and statistics by name. */
export type Values = ReadonlyMap<string, Float32Array>;

/**
 * The same network without those batch-norms that follow what is linear: with running statistics each is a factor and an
 * offset for a channel, which filters and bias can carry (Jacob 2018, section 3.2).
 */
export function folded(trace: Trace, values: Values): { readonly trace: Trace; readonly values: Values } {
  const next = new Map(values);
  const applications: Application[] = [];
  for (const application of trace.applications) {
    const at = applications.findIndex(({ output }) => output === application.inputs[0]);
    const linear = applications[at];
    if (linear !== undefined && folds(linear, application, trace))
      applications[at] = carried(linear, application, next);
    else applications.push(application);
  }
  return { trace: { ...trace, applications, ...variablesOf(applications) }, values: next };
}

function folds(linear: Application, { operator }: Application, { applications }: Trace): boolean {
  const uses = (place: Place) => applications.filter(({ inputs }) => inputs.includes(place)).length;
  return operator.affine !== undefined && linear.operator.carries !== undefined && uses(linear.output) === 1;
}

/** The linear application with the factor and the offset of the other; `values` get what it has then. */
function carried(linear: Application, other: Application, values: Map<string, Float32Array>): Application {
  const { operator, output, parameters, statistics } = other;
  const variables = Object.entries<Variable>({ ...parameters, ...statistics });
  const { factor, offset } = operator.affine!(
    Object.fromEntries(variables.map(([key, { name }]) => [key, values.get(name)!])),
  );
  const weights = linear.parameters[linear.operator.carries!]!;
  const bias = linear.parameters.bias ?? {
    name: `${linear.name}/bias`,
    shape: [offset.length],
    decays: false,
    initial: () => new Float32Array(offset.length),
  };
  const before = values.get(bias.name) ?? new Float32Array(offset.length);
  const row = values.get(weights.name)!.length / factor.length;
  // In float64 and rounded once.
  values.set(weights.name, values.get(weights.name)!.map((weight, i) => weight * factor[Math.floor(i / row)]!));
  values.set(bias.name, Float32Array.from(before, (value, i) => value * factor[i]! + offset[i]!));
  return { ...linear, output, parameters: { ...linear.parameters, bias } };
}
