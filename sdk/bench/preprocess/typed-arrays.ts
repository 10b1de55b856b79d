/**
 * How long the typed-array preprocessor takes for the inputs of one frame, beside the oracle `warp` of core made
 * into the same tensors: `node sdk/bench/preprocess/typed-arrays.ts`, a table of medians on standard output.
 */
import { scaleAndShift, warp, type InputSpec, type Picture, type Similarity, type Size } from "@likeness/sdk/core";
import { typedArrayPreprocessor } from "@likeness/sdk/face";
import Table from "cli-table3";

const dlib: InputSpec = { tensor: "image", channels: "rgb", mean: [122.782, 117.001, 104.298], divisor: 255 };

interface Part {
  readonly transforms: readonly Similarity[];
  readonly size: Size;
}
interface Frame {
  readonly name: string;
  readonly picture: Picture;
  readonly parts: readonly Part[];
  readonly rounds: number;
}

function picture(width: number, height: number): Picture {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < data.length; i++) data[i] = (i * 2654435761) >>> 24;
  return { width, height, data };
}

/** The whole picture as a detector takes it. */
function whole({ width, height }: Size, side: number): Part {
  const scale = side / Math.max(width, height);
  const padded = (length: number) => Math.ceil((length * scale) / 16) * 16;
  const shift = (scale - 1) / 2;
  return { transforms: [scaleAndShift(scale, shift, shift)], size: { width: padded(width), height: padded(height) } };
}

/** Faces of `face` pixels spread over the picture, each as a part of `side`; aligned ones are turned a little. */
function faces({ width, height }: Size, count: number, face: number, side: number, isAligned: boolean): Part {
  const scale = side / face;
  const transforms = Array.from({ length: count }, (_, i) => {
    const angle = isAligned ? 0.2 * Math.sin(i + 1) : 0;
    const [a, b] = [scale * Math.cos(angle), scale * Math.sin(angle)];
    const [x, y] = [(width * (i + 1)) / (count + 1), height * (0.5 + 0.3 * Math.sin(i))];
    return { a, b, dx: side / 2 - (a * x - b * y), dy: side / 2 - (b * x + a * y) };
  });
  return { transforms, size: { width: side, height: side } };
}

/** A frame as the pipeline takes it: the detector's passes, landmarks of each face, and its chip. */
function frame(size: Size, sides: number[], count: number, face: number, rounds: number): Frame {
  const parts = [
    ...sides.map((side) => whole(size, side)),
    faces(size, count, face, 112, false),
    faces(size, count, face * 1.2, 150, true),
  ];
  const name = `${size.width} x ${size.height}, faces of ${face}: ${count}`;
  return { name, picture: picture(size.width, size.height), parts, rounds };
}

const frames: Frame[] = [
  frame({ width: 640, height: 480 }, [160, 320], 1, 200, 200),
  frame({ width: 1280, height: 720 }, [160, 320, 640], 2, 250, 100),
  frame({ width: 4000, height: 3000 }, [160, 320, 640], 20, 250, 15),
  frame({ width: 4000, height: 3000 }, [160, 320, 640], 1, 1500, 15),
];

function byOracle({ picture, parts }: Frame): number {
  let sum = 0;
  for (const { transforms, size } of parts) {
    const area = size.width * size.height;
    const data = new Float32Array(transforms.length * 3 * area);
    transforms.forEach((transform, n) => {
      const part = warp(picture, transform, size.width, size.height);
      for (let c = 0; c < 3; c++) {
        const [at, mean] = [(n * 3 + c) * area, dlib.mean[c]!];
        for (let i = 0; i < area; i++) data[at + i] = (part.data[i * 4 + c]! - mean) / dlib.divisor;
      }
    });
    sum += data[0]!;
  }
  return sum;
}

const preprocessor = typedArrayPreprocessor();

function byDriver({ picture, parts }: Frame): number {
  const ready = preprocessor.prepare(picture);
  let sum = 0;
  for (const { transforms, size } of parts) {
    const tensor = ready.tensor(transforms, size, dlib);
    if ("data" in tensor) sum += tensor.data[0]!;
  }
  ready.close();
  return sum;
}

function medians(frame: Frame): [oracle: number, driver: number] {
  const times: [number[], number[]] = [[], []];
  // In turns, so that both meet the same weather.
  for (let round = -3; round < frame.rounds; round++) {
    [byOracle, byDriver].forEach((run, which) => {
      const start = performance.now();
      run(frame);
      if (round >= 0) times[which]!.push(performance.now() - start);
    });
  }
  return times.map((some) => some.toSorted((a, b) => a - b)[some.length >> 1]!) as [number, number];
}

const table = new Table({ head: ["frame", "oracle, ms", "typed arrays, ms", "ratio"], style: { head: [] } });
for (const frame of frames) {
  const [oracle, driver] = medians(frame);
  table.push([frame.name, oracle.toFixed(2), driver.toFixed(2), (oracle / driver).toFixed(1)]);
}
console.log(table.toString());
