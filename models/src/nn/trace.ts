import type { Random } from "../random.ts";
import type { Operator } from "./operators/operator.ts";

/** Something learnt or measured that has a place in the state of a learner. */
export interface Variable {
  /** Such as `conv1/filters`. */
  readonly name: string;
  readonly shape: readonly number[];
  initial(random: Random): Float32Array;
}

export interface Parameter extends Variable {
  /** Whether weight decay is for it: for what multiplies, not for what shifts, scales or bends. */
  readonly decays: boolean;
}

/** Numbers by chance that a step is given, anew each time. */
export interface Noise {
  readonly name: string;
  /** Of one row. */
  readonly shape: readonly number[];
  /** One of them. */
  draw(random: Random): number;
}

/** A value within a network: the shape of one row of it. */
export interface Place {
  readonly id: number;
  readonly shape: readonly number[];
}

/** One operator as it is used in a network. */
export interface Application {
  readonly name: string;
  readonly operator: Operator;
  readonly inputs: readonly Place[];
  readonly output: Place;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly statistics: Readonly<Record<string, Variable>>;
  readonly noise: Readonly<Record<string, Noise>>;
}

/** A network as the list of its operators, in the order in which they can be computed. */
export interface Trace {
  readonly input: Place;
  readonly output: Place;
  readonly applications: readonly Application[];
  readonly parameters: readonly Parameter[];
  readonly statistics: readonly Variable[];
  readonly noise: readonly Noise[];
}

/** A part of a network: adds its operators to the tape and says where its result is. */
export type Layer = (tape: Tape, input: Place) => Place;

/** What a layer adds to. */
export interface Tape {
  apply(
    operator: Operator,
    inputs: readonly Place[],
    shape: readonly number[],
    variables?: {
      readonly parameters?: Readonly<Record<string, Omit<Parameter, "name">>>;
      readonly statistics?: Readonly<Record<string, Omit<Variable, "name">>>;
      readonly noise?: Readonly<Record<string, Omit<Noise, "name">>>;
    },
  ): Place;
}

/** Runs the layers of a network over a tape. Operators are named by kind and number, so names follow from the order. */
export function trace(shape: readonly number[], layer: Layer): Trace {
  const applications: Application[] = [];
  const counts = new Map<string, number>();
  const input: Place = { id: 0, shape };
  const tape: Tape = {
    apply(operator, inputs, shape, { parameters = {}, statistics = {}, noise = {} } = {}) {
      const count = (counts.get(operator.kind) ?? 0) + 1;
      counts.set(operator.kind, count);
      const name = `${operator.kind}${count}`;
      const output = { id: applications.length + 1, shape };
      applications.push({
        name,
        operator,
        inputs,
        output,
        parameters: named(name, parameters),
        statistics: named(name, statistics),
        noise: named(name, noise),
      });
      return output;
    },
  };
  const output = layer(tape, input);
  return { input, output, applications, ...variablesOf(applications) };
}

/** All that has a name, in the order of the operators. */
export function variablesOf(applications: readonly Application[]): Pick<Trace, "parameters" | "statistics" | "noise"> {
  return {
    parameters: applications.flatMap(({ parameters }) => Object.values(parameters)),
    statistics: applications.flatMap(({ statistics }) => Object.values(statistics)),
    noise: applications.flatMap(({ noise }) => Object.values(noise)),
  };
}

function named<Item extends object>(scope: string, items: Readonly<Record<string, Item>>) {
  const list = Object.entries(items).map(([key, item]) => [key, { ...item, name: `${scope}/${key}` }] as const);
  return Object.fromEntries(list);
}
