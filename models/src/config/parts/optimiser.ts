import { adam, adamW, type Optimiser, sgd } from "../../nn/index.ts";
import { constant, cosine, plateau, type Schedule, stepDecay, warmUp } from "../../train/index.ts";
import type { TrainingConfig } from "../training-config.ts";

/** The optimiser that a configuration names. */
export function optimiserOf(config: TrainingConfig["optimiser"]): Optimiser {
  switch (config.name) {
    case "adam":
      return adam(config);
    case "adamw":
      return adamW(config);
    case "sgd":
      return sgd(config);
    default:
      return config satisfies never;
  }
}

/** The schedule that a configuration names, from its learning rate on. */
export function scheduleOf(config: TrainingConfig["schedule"], rate: number): Schedule {
  const then = afterwards(config, rate);
  return config.warmUp > 0 ? warmUp(config.warmUp, then) : then;
}

function afterwards(config: TrainingConfig["schedule"], rate: number): Schedule {
  switch (config.name) {
    case "constant":
      return constant({ rate });
    case "cosine":
      return cosine({ rate, minimum: config.minimum });
    case "step":
      return stepDecay({ rate, at: config.at, factor: config.factor });
    case "plateau":
      return plateau({ rate, factor: config.factor, patience: config.patience, minimum: config.minimum });
    default:
      return config satisfies never;
  }
}
