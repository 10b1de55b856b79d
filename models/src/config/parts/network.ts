import { convNet, head, mobileFaceNet, type Network, resNet50 } from "../../nn/index.ts";
import { TrainingError } from "../../training-error.ts";
import type { TrainingConfig } from "../training-config.ts";

/**
 * The network that a configuration names.
 *
 * @param input of one row: [channels, rows, columns], or the features of the backbone
 * @throws {TrainingError} `config_invalid` where the pictures are too small for it
 */
export function networkOf(config: TrainingConfig["network"], input: readonly number[]): Network {
  switch (config.kind) {
    case "convnet": {
      const { dimension, channels } = config;
      const least = 2 ** channels.length;
      if (input.slice(1).some((side) => side < least)) {
        throw new TrainingError(
          "config_invalid",
          `network.channels: ${channels.length} blocks take pictures of at least ${least} x ${least}, ` +
            `not ${input.slice(1).join(" x ")}`,
        );
      }
      return convNet({ input, dimension, channels });
    }
    case "mobilefacenet":
      return mobileFaceNet({ input, dimension: config.dimension, width: config.width });
    case "resnet50": {
      const { dimension, width, blocks, weights } = config;
      return resNet50({ input, dimension, width, blocks, frozen: weights !== undefined });
    }
    case "head": {
      const { dimension, hidden, residual } = config;
      if (residual && input.join() !== `${dimension}`) {
        throw new TrainingError(
          "config_invalid",
          `network.residual: the backbone gives ${input.join(" x ")} values, the head shall give ${dimension}`,
        );
      }
      return head({ input, dimension, hidden, residual });
    }
    default:
      return config satisfies never;
  }
}
