export { type Circumstances, type Figure, type Measured, writeFigures } from "./figures.ts";
export { median, quantile, slope } from "./statistics.ts";
export { table } from "./table.ts";
