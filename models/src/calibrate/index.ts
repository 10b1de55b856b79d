export { calibrateCard, type CalibrateOptions } from "./calibrate-card.ts";
export { calibrationError, cllr, leastCllr } from "./cost.ts";
export { calibrationFigures, type FigureOptions } from "./figures.ts";
export { fit, type Fit, type FitOptions } from "./fit.ts";
export { heldOutCost, type HeldOutCost } from "./held-out.ts";
export { fitIsotonic, type Isotonic, poolAdjacentViolators, type Pool } from "./isotonic.ts";
export { fitLogistic, type Logistic, type Targets } from "./logistic.ts";
export { tallyOf, type Tally } from "./tally.ts";
export { leastRate, type Support, thresholdAt } from "./threshold.ts";
