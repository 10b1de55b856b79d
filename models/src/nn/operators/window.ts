/** Where a square window is put on a picture. */
export interface Window {
  readonly kernel: number;
  readonly stride: number;
  /** Rows and columns of zeros (for a maximum, minus infinity) on every side. */
  readonly pad: number;
}

/** The window of a convolution. */
export interface ConvOptions extends Window {
  /** Each of so many parts of the channels is convolved on its own; all of them: a depthwise convolution. */
  readonly groups: number;
}

/**
 * Rows or columns of the result; what is left over at the end is dropped.
 *
 * @throws {RangeError} where not even one window fits
 */
export function windows(size: number, { kernel, stride, pad }: Window): number {
  if (size + 2 * pad < kernel) throw new RangeError(`a window of ${kernel} does not fit into ${size} rows or columns`);
  return Math.floor((size + 2 * pad - kernel) / stride) + 1;
}

/** The attributes that ONNX has for one. */
export function windowAttributes({ kernel, stride, pad }: Window) {
  return { kernel_shape: [kernel, kernel], strides: [stride, stride], pads: [pad, pad, pad, pad] };
}

/** The shape of what a pool gives. */
export function pooled([rows, channels, height, width]: readonly number[], window: Window): number[] {
  return [rows!, channels!, windows(height!, window), windows(width!, window)];
}

/** Rows or columns at the end that no window reaches. */
export function leftOver(size: number, window: Window): number {
  return size + 2 * window.pad - window.kernel - (windows(size, window) - 1) * window.stride;
}
