/** A decoded picture: 8-bit RGBA, row by row from the top left, as `ImageData` has it. Alpha is ignored. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle in pixels of its picture; it may reach over the edge. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An empty (black, opaque) picture. */
export function blankPicture(width: number, height: number): Picture & { readonly data: Uint8ClampedArray } {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 3; i < data.length; i += 4) data[i] = 255;
  return { width, height, data };
}

/** A part of a picture, in whole pixels; it must lie inside. */
export function crop(picture: Picture, { x, y, width, height }: Box): Picture {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * picture.width + x) * 4;
    data.set(picture.data.subarray(from, from + width * 4), row * width * 4);
  }
  return { width, height, data };
}

/** Half the size in each direction, every pixel the mean of four. An odd last row or column is dropped. */
export function halve(picture: Picture): Picture {
  const width = Math.max(1, picture.width >> 1);
  const height = Math.max(1, picture.height >> 1);
  const stepX = picture.width > 1 ? 4 : 0;
  const stepY = picture.height > 1 ? picture.width * 4 : 0;
  const result = new Uint8ClampedArray(width * height * 4);
  const { data } = picture;
  let to = 0;
  for (let y = 0; y < height; y++) {
    let from = y * 2 * stepY;
    for (let x = 0; x < width; x++, from += 2 * stepX, to += 4) {
      for (let c = 0; c < 4; c++) {
        const sum =
          data[from + c]! + data[from + stepX + c]! + data[from + stepY + c]! + data[from + stepX + stepY + c]!;
        result[to + c] = (sum + 2) >> 2;
      }
    }
  }
  return { width, height, data: result };
}

/** What two boxes have in common, as a part of both together (intersection over union) and of the smaller one. */
export function overlap(a: Box, b: Box): { union: number; smaller: number } {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return { union: 0, smaller: 0 };
  const common = width * height;
  const areas = [a.width * a.height, b.width * b.height] as const;
  return { union: common / (areas[0] + areas[1] - common), smaller: common / Math.min(...areas) };
}
