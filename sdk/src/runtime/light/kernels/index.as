export { convolve } from "./convolve";
export { add, affine, copy } from "./elementwise";
export { packBytes, packFloats } from "./pack";
export { window } from "./window";
