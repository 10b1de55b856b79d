/** What an optimiser keeps of one parameter between steps, by name. */
export type Moments = Readonly<Record<string, Float64Array>>;

/**
 * How the loss's own parameters learn, in float64 beside the network's optimiser. Pure: values and moments go in and new
 * ones come out.
 */
export interface ParameterOptimiser {
  readonly name: string;
  start(count: number): Moments;
  update(
    values: Float64Array,
    gradient: Float64Array,
    moments: Moments,
    rate: number,
  ): { readonly values: Float64Array; readonly moments: Moments };
}

/** Stochastic gradient descent with momentum as PyTorch's: `v = momentum v + g`, `p = p - rate v`. */
export function parameterSgd({ momentum = 0 }: { readonly momentum?: number } = {}): ParameterOptimiser {
  return {
    name: "sgd",
    start: (count) => ({ velocity: new Float64Array(count) }),
    update(values, gradient, { velocity }, rate) {
      const next = gradient.map((slope, i) => momentum * velocity![i]! + slope);
      return { values: values.map((value, i) => value - rate * next[i]!), moments: { velocity: next } };
    },
  };
}

export interface ParameterAdamOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/** Adam (Kingma and Ba 2015, algorithm 1), with the paper's defaults. */
export function parameterAdam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: ParameterAdamOptions = {}): ParameterOptimiser {
  return {
    name: "adam",
    start: (count) => ({ first: new Float64Array(count), second: new Float64Array(count), steps: new Float64Array(1) }),
    update(values, gradient, moments, rate) {
      const step = moments.steps![0]! + 1;
      const first = gradient.map((slope, i) => beta1 * moments.first![i]! + (1 - beta1) * slope);
      const second = gradient.map((slope, i) => beta2 * moments.second![i]! + (1 - beta2) * slope * slope);
      const [bias1, bias2] = [1 - beta1 ** step, 1 - beta2 ** step];
      const moved = values.map(
        (value, i) => value - (rate * (first[i]! / bias1)) / (Math.sqrt(second[i]! / bias2) + epsilon),
      );
      return { values: moved, moments: { first, second, steps: Float64Array.of(step) } };
    },
  };
}
