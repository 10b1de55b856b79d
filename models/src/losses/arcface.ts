import type { Loss } from "./loss.ts";
import { marginSoftmax } from "./margin-softmax.ts";
import type { ProxyOptions } from "./proxies.ts";

export interface ArcfaceOptions extends ProxyOptions {
  /** Added to the angle with the own class, in degrees, 0 to 180. Default 28.6 (half a radian). */
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
 * @throws {RangeError} for a margin out of 0 to 180; from `compute` for a label without a proxy, another dimension, or
 * a reference
 */
export function arcface({ margin = 28.6, scale = 64, ...options }: ArcfaceOptions): Loss {
  if (!(margin >= 0 && margin <= 180)) throw new RangeError(`arcface: margin is ${margin}, not 0 to 180 degrees`);
  const radians = (margin * Math.PI) / 180;
  const [cosMargin, sinMargin] = [Math.cos(radians), Math.sin(radians)];
  return marginSoftmax("arcface", { scale, ...options }, (cosine) => {
    // The angle and the margin are more than 180° together.
    if (cosine < -cosMargin) return { value: cosine - radians * sinMargin, slope: 1 };
    const sine = Math.sqrt(Math.max(0, (1 - cosine) * (1 + cosine)));
    // dcos(θ + m)/dcos θ = cos m + sin m cot θ. On the proxy all directions are as good: the second part is left out.
    const cotangent = sine > 0 ? cosine / sine : 0;
    return { value: cosine * cosMargin - sine * sinMargin, slope: cosMargin + sinMargin * cotangent };
  });
}
