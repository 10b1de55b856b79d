import { blankPicture, Problem, type InputSpec, type Picture, type Similarity, type Size } from "../../core/index.ts";
import type { Tensor } from "../../runtime/index.ts";
import { draw } from "./draw.ts";
import { viewOf } from "./level.ts";
import type { Memory } from "./memory.ts";
import { mirror, planesOf } from "./planes.ts";
import type { Look, PreparedPicture } from "./preprocessor.ts";
import { pyramid } from "./pyramid.ts";

/** Colours as they are: red, green and blue, 0 to 255. */
const plain: InputSpec = { tensor: "", channels: "rgb", mean: [0, 0, 0], divisor: 1 };

/** A picture whose parts are drawn in typed arrays out of `memory`. */
export function preparePixels(picture: Picture, memory: Memory): PreparedPicture {
  const levels = pyramid(picture, memory);
  const lent: Float32Array<ArrayBuffer>[] = [];
  let isClosed = false;

  function tensor(looks: readonly Look[], size: Size, spec: InputSpec): Tensor {
    if (isClosed) throw new Problem("closed", "the picture was closed");
    const { width, height } = size;
    const data = memory.floats(looks.length * 3 * width * height);
    lent.push(data);
    looks.forEach((look, n) => {
      const { level, back } = viewOf(picture, look);
      const [from, to] = rowsSeen(picture.height >> level, back, size);
      const planes = planesOf(data, n, width * height, spec);
      draw(levels.level(level, from, to), back, size, planes);
      if (look.mirrored) mirror(planes, size);
    });
    return { data, shape: [looks.length, 3, height, width] };
  }

  return {
    width: picture.width,
    height: picture.height,
    tensor,
    pictures: async (looks, size) => looks.map((look) => toPicture(tensor([look], size, plain))),
    settled: async () => {},
    close: () => {
      if (isClosed) return;
      isClosed = true;
      levels.close();
      for (const data of lent) memory.give(data);
    },
  };
}

/** The rows of a level, of `height`, that a part is drawn from: of its corners, the highest and the lowest. */
function rowsSeen(height: number, { a, b, dy }: Similarity, part: Size): [from: number, to: number] {
  const across = b * (part.width - 1);
  const down = a * (part.height - 1);
  const from = Math.floor(dy + Math.min(0, across) + Math.min(0, down));
  const to = Math.floor(dy + Math.max(0, across) + Math.max(0, down)) + 2;
  return [Math.max(0, from), Math.min(height, to)];
}

function toPicture({ data, shape: [, , height, width] }: Tensor): Picture {
  const picture = blankPicture(width!, height!);
  const area = width! * height!;
  for (let i = 0, to = 0; i < area; i++, to += 4) {
    picture.data[to] = data[i]!;
    picture.data[to + 1] = data[area + i]!;
    picture.data[to + 2] = data[2 * area + i]!;
  }
  return picture;
}
