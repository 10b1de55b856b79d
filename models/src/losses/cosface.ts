import { finiteOptions } from "../miners/options.ts";
import type { Loss } from "./loss.ts";
import { marginSoftmax } from "./margin-softmax.ts";
import type { ProxyOptions } from "./proxies.ts";

export interface CosfaceOptions extends ProxyOptions {
  /** Taken off the cosine with the own class. Default 0.35. */
  readonly margin?: number;
  /** What cosines are multiplied by. Default 64. */
  readonly scale?: number;
}

/**
 * Softmax over cosines with one learnt vector of each class (the parameter `proxies`), where a margin is taken off the
 * cosine with the own class.
 *
 * Wang et al. 2018, "CosFace: large margin cosine loss for deep face recognition", eq. 4.
 *
 * @throws {RangeError} from `compute` for a label without a proxy, another dimension, or a reference
 */
export function cosface({ margin = 0.35, scale = 64, ...options }: CosfaceOptions): Loss {
  finiteOptions("cosface", { margin });
  return marginSoftmax("cosface", { scale, ...options }, (cosine) => ({ value: cosine - margin, slope: 1 }));
}
