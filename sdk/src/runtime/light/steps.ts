import { bordered, channelsLast, pixels, plain } from "./layout.ts";
import { floatsAt } from "./memory.ts";
import { onePixel, type Operation, type Window } from "./operation.ts";
import type { Planner } from "./planner.ts";
import { floatsOf, isSameShape, picturesOf, sizeOf, unfit, type Value } from "./value.ts";

type Of<Kind extends Operation["kind"]> = Extract<Operation, { kind: Kind }>;

/** Plans an operation and gives its result. */
export function stepsOf(planner: Planner, operation: Operation, inputs: readonly Value[]): Value {
  const [input, other] = inputs as [Value, Value?];
  switch (operation.kind) {
    case "convolve":
      if (operation.filters.isDepthwise) return depthwise(planner, operation, input, other);
      return operation.window
        ? convolve(planner, operation, operation.window, input, other)
        : product(planner, operation, input, other);
    case "pool":
      return pool(planner, operation, pixels(planner, input));
    case "add":
      return add(planner, operation, input, other!);
    case "affine":
      return affine(planner, operation, input);
    case "pad":
      return pad(planner, operation, pixels(planner, input));
    case "concat":
      return concat(planner, operation, inputs);
    case "channels-last":
      return input.shape.length === 4 ? channelsLast(planner, input) : unfit("a picture has four axes");
    case "reshape":
      return reshape(planner, plain(planner, input), operation.shape);
    case "flatten": {
      const [count = 1, ...rest] = input.shape;
      return planner.view(plain(planner, input), "plain", [count, sizeOf(rest)]);
    }
    case "softmax":
      return softmax(planner, plain(planner, input));
    case "normalise":
      return normalise(planner, operation, plain(planner, input));
    default:
      return operation satisfies never;
  }
}

function product(planner: Planner, operation: Of<"convolve">, input: Value, residual?: Value): Value {
  const [count = 0, channels = 0] = input.shape;
  // The kernel reads value by value, so that rows need no padding.
  const rows = input.layout === "plain" ? planner.view(input, "pixels", [count, channels], channels) : input;
  return convolve(planner, operation, onePixel, rows, residual);
}

function convolve(
  planner: Planner,
  { filters, activation }: Of<"convolve">,
  window: Window,
  given: Value,
  residual?: Value,
): Value {
  const [count, channels] = picturesOf(given);
  if (channels !== filters.channels) unfit(`${channels} channels where there are filters for ${filters.channels}`);
  const size = outputSize(given, window);
  const [rows, columns] = window.size;
  // What is laid out anew anyway gets its border then; without pads the taps of a row are one run of floats.
  const isNew = given.layout === "plain";
  const source = isNew ? bordered(planner, given, window.pads, channels) : given;
  const [, , height, width] = picturesOf(source);
  const [top, left] = isNew ? [0, 0] : window.pads;
  const isRun = source.pitch === channels && window.dilations[1] === 1 && isUnpadded(isNew, window);
  const [taps, run] = isRun ? [1, columns * channels] : [columns, channels];
  const shape = given.shape.length === 2 ? [count, filters.out] : [count, filters.out, ...size];
  const added = residual && fitting(planner, residual, shape);
  const target = planner.make("pixels", shape);
  const { weights, bias, slopes } = planner.fixed.filters.get(filters)!;
  const { zeros, table } = planner.fixed;
  planner.step([source, target, ...(added ? [added] : [])], (kernels) => {
    kernels.convolve(
      source.block.at, count, height, width, source.pitch * 4, run, weights, bias, zeros, table,
      rows, taps, ...window.strides, top, left, ...window.dilations,
      target.block.at, ...size, target.pitch * 4, added?.block.at ?? 0, activation.kind, slopes,
    );
  });
  return target;
}

const isUnpadded = (isNew: boolean, { pads }: Window): boolean => isNew || pads.every((pad) => pad === 0);

function depthwise(planner: Planner, operation: Of<"convolve">, given: Value, residual?: Value): Value {
  const { filters, window, activation } = operation;
  const input = pixels(planner, given);
  const [count, channels] = picturesOf(input);
  if (channels !== filters.out) unfit(`${channels} channels where there are filters for ${filters.out}`);
  const size = outputSize(input, window!);
  const shape = given.shape.length === 2 ? [count, channels] : [count, channels, ...size];
  const added = residual && fitting(planner, residual, shape);
  const packed = planner.fixed.filters.get(filters)!;
  return slide(planner, { kind: 0, input, window: window!, shape, ...packed, added, activation });
}

function pool(planner: Planner, { window, isMaximum, isFlat, activation }: Of<"pool">, input: Value): Value {
  const [count, channels, height, width] = picturesOf(input);
  const whole: Window = { ...onePixel, size: [height, width] };
  const shape = isFlat ? [count, channels] : [count, channels, ...outputSize(input, window ?? whole)];
  const sliding = { input, window: window ?? whole, shape, weights: 0, bias: 0, slopes: 0, activation };
  return slide(planner, { kind: isMaximum ? 1 : 2, ...sliding });
}

interface Sliding {
  readonly kind: number;
  readonly input: Value;
  readonly window: Window;
  readonly shape: readonly number[];
  readonly weights: number;
  readonly bias: number;
  readonly slopes: number;
  readonly added?: Value | undefined;
  readonly activation: Of<"pool">["activation"];
}

function slide(planner: Planner, sliding: Sliding): Value {
  const { kind, input, window, shape, weights, bias, slopes, added, activation } = sliding;
  const target = planner.make("pixels", shape);
  const [count, , height, width] = picturesOf(input);
  const [, , outHeight, outWidth] = picturesOf(target);
  const [top, left] = window.pads;
  planner.step([input, target, ...(added ? [added] : [])], (kernels) => {
    kernels.window(
      kind, input.block.at, count, height, width, input.pitch * 4, weights, bias,
      ...window.size, ...window.strides, top, left, ...window.dilations,
      target.block.at, outHeight, outWidth, added?.block.at ?? 0, activation.kind, slopes,
    );
  });
  return target;
}

function outputSize(input: Value, { size, strides, dilations, pads }: Window): [height: number, width: number] {
  const [, , ...lengths] = picturesOf(input);
  const [height = 0, width = 0] = lengths.map((length, axis) => {
    const inside = length + pads[axis]! + pads[axis + 2]! - (dilations[axis]! * (size[axis]! - 1) + 1);
    return Math.floor(inside / strides[axis]!) + 1;
  });
  return height > 0 && width > 0 ? [height, width] : unfit("a window is larger than what it slides over");
}

/** What is added, in the layout and of the very shape of what it is added to. */
function fitting(planner: Planner, value: Value, shape: readonly number[]): Value {
  return isSameShape(value.shape, shape) ? pixels(planner, value) : unfit(`[${value.shape}] is added to [${shape}]`);
}

function add(planner: Planner, { activation }: Of<"add">, a: Value, b: Value): Value {
  if (!isSameShape(a.shape, b.shape)) unfit(`[${b.shape}] is added to [${a.shape}]`);
  const isAlike = a.layout === b.layout && a.pitch === b.pitch;
  const [left, right] = isAlike ? [a, b] : [plain(planner, a), plain(planner, b)];
  const target = planner.make(left.layout, left.shape, left.pitch);
  planner.step([left, right, target], (kernels) => {
    kernels.add(left.block.at, right.block.at, target.block.at, target.block.bytes, activation.kind, activation.slope);
  });
  return target;
}

function affine(planner: Planner, { scale, offset, activation }: Of<"affine">, input: Value): Value {
  const target = planner.make(input.layout, input.shape, input.pitch);
  planner.step([input, target], (kernels) => {
    const [from, to] = [input.block.at, target.block.at];
    kernels.affine(from, to, target.block.bytes, scale, offset, activation.kind, activation.slope);
  });
  return target;
}

function pad(planner: Planner, { before, after }: Of<"pad">, input: Value): Value {
  const [count, channels, height, width] = picturesOf(input);
  const shape = input.shape.map((length, axis) => length + before[axis]! + after[axis]!);
  const target = planner.make("pixels", shape);
  const [, , tall, wide] = picturesOf(target);
  const [, channel = 0, top = 0, left = 0] = before;
  planner.step([input, target], ({ copy }, memory) => {
    floatsAt(memory, target.block.at, floatsOf(target)).fill(0);
    const [from, to] = [input.pitch * 4, target.pitch * 4];
    for (let i = 0; i < count; i++) {
      const corner = ((i * tall + top) * wide + left) * to + channel * 4;
      const source = input.block.at + i * height * width * from;
      copy(source, target.block.at + corner, height, width, channels, width * from, from, 4, wide * to, to, 4);
    }
  });
  return target;
}

function concat(planner: Planner, { axis }: Of<"concat">, given: readonly Value[]): Value {
  const [{ shape }] = given as [Value];
  const alike = given.every((value) => isSameShape(value.shape.with(axis, 0), shape.with(axis, 0)));
  if (!alike) unfit("what is put side by side has other lengths along it");
  const arePixels = axis === 1 && given.every(({ layout }) => layout === "pixels");
  const inputs = arePixels ? given : given.map((value) => plain(planner, value));
  const length = inputs.reduce((sum, value) => sum + value.shape[axis]!, 0);
  const target = planner.make(arePixels ? "pixels" : "plain", shape.with(axis, length));
  const inner = sizeOf(shape.slice(axis + 1));
  const outer = arePixels ? floatsOf(target) / target.pitch : sizeOf(shape.slice(0, axis));
  const step = (arePixels ? target.pitch : length * inner) * 4;
  planner.step([...inputs, target], ({ copy }) => {
    let to = target.block.at;
    for (const input of inputs) {
      const floats = input.shape[axis]! * (arePixels ? 1 : inner);
      copy(input.block.at, to, 1, outer, floats, 0, (arePixels ? input.pitch : floats) * 4, 4, 0, step, 4);
      to += floats * 4;
    }
  });
  return target;
}

/** 0 keeps a length; the one that is -1 is what is left. */
function reshape(planner: Planner, input: Value, lengths: readonly number[]): Value {
  const kept = lengths.map((length, axis) => (length === 0 ? (input.shape[axis] ?? 0) : length));
  const rest = sizeOf(input.shape) / sizeOf(kept.filter((length) => length !== -1));
  const shape = kept.map((length) => (length === -1 ? rest : length));
  if (sizeOf(shape) !== sizeOf(input.shape) || !Number.isInteger(rest)) unfit(`[${input.shape}] as [${lengths}]`);
  return planner.view(input, "plain", shape);
}

function softmax(planner: Planner, input: Value): Value {
  const target = planner.make("plain", input.shape);
  const length = input.shape.at(-1)!;
  planner.step([input, target], (kernels) => {
    kernels.softmax(input.block.at, target.block.at, sizeOf(input.shape) / length, length);
  });
  return target;
}

function normalise(planner: Planner, { least }: Of<"normalise">, input: Value): Value {
  const target = planner.make("plain", input.shape);
  const length = input.shape.at(-1)!;
  planner.step([input, target], (kernels) => {
    kernels.normalise(input.block.at, target.block.at, sizeOf(input.shape) / length, length, least);
  });
  return target;
}
