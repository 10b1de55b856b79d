export { convolve } from "./convolve";
export { add, affine, copy } from "./elementwise";
export { normalise } from "./normalise";
export { packBytes, packFloats } from "./pack";
export { softmax } from "./softmax";
export { window } from "./window";
