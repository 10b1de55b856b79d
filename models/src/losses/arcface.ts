import { finiteOptions } from "../miners/options.ts";
import type { Loss } from "./loss.ts";
import { marginSoftmax } from "./margin-softmax.ts";
import type { ProxyOptions } from "./proxies.ts";

export interface ArcfaceOptions extends ProxyOptions {
  /** Added to the angle with the own class, in degrees. Default 28.6 (half a radian). */
  readonly margin?: number;
  /** What cosines are multiplied by. Default 64. */
  readonly scale?: number;
}

/**
 * Softmax over cosines with one learnt vector of each class (the parameter `proxies`), where the angle θ with the own
 * class counts as θ + margin; beyond 180° - margin as cos θ - margin sin(margin), so that it keeps falling.
 *
 * Deng, Guo, Xue, Zafeiriou 2019, "ArcFace: additive angular margin loss for deep face recognition", eq. 3.
 *
 * @throws {RangeError} from `compute` for a label without a proxy, another dimension, or a reference
 */
export function arcface({ margin = 28.6, scale = 64, ...options }: ArcfaceOptions): Loss {
  finiteOptions("arcface", { margin });
  const radians = (margin * Math.PI) / 180;
  const [cosMargin, sinMargin] = [Math.cos(radians), Math.sin(radians)];
  return marginSoftmax("arcface", { scale, ...options }, (cosine) => {
    const angle = Math.acos(Math.min(Math.max(cosine, -1), 1));
    if (angle > Math.PI - radians) return { value: cosine - radians * sinMargin, slope: 1 };
    const sine = Math.sin(angle);
    // dcos(θ + m)/dcos θ = sin(θ + m) / sin θ. On the proxy itself every direction is as good: only cos m is left.
    return { value: Math.cos(angle + radians), slope: cosMargin + (sine === 0 ? 0 : (sinMargin * cosine) / sine) };
  });
}
