export { constant } from "./constant.ts";
export { cosine, type CosineOptions } from "./cosine.ts";
export { plateau, type PlateauOptions } from "./plateau.ts";
export { byStep, type Moment, type Schedule } from "./schedule.ts";
export { stepDecay, type StepDecayOptions } from "./step-decay.ts";
export { warmUp } from "./warm-up.ts";
