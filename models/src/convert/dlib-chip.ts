import type { AlignmentTemplate } from "@likeness/sdk/core";

/**
 * Mean positions of the iBUG landmarks 17-67 in the unit square, from dlib's `get_face_chip_details`
 * (image_transforms/interpolation.h). Only those are listed that dlib aligns by: it leaves out the eyebrows
 * (17-26) and the lower lip (55-59, 65-67), which move with the expression.
 */
const meanFace: readonly (readonly [landmark: number, x: number, y: number])[] = [
  [27, 0.490127, 0.203352], [28, 0.490127, 0.307009], [29, 0.490127, 0.409805],
  [30, 0.490127, 0.515625], [31, 0.36688, 0.587326], [32, 0.426036, 0.609345],
  [33, 0.490127, 0.628106], [34, 0.554217, 0.609345], [35, 0.613373, 0.587326],
  [36, 0.121737, 0.216423], [37, 0.187122, 0.178758], [38, 0.265825, 0.179852],
  [39, 0.334606, 0.231733], [40, 0.260918, 0.245099], [41, 0.182743, 0.244077],
  [42, 0.645647, 0.231733], [43, 0.714428, 0.179852], [44, 0.793132, 0.178758],
  [45, 0.858516, 0.216423], [46, 0.79751, 0.244077], [47, 0.719335, 0.245099],
  [48, 0.254149, 0.780233], [49, 0.340985, 0.745405], [50, 0.428858, 0.727388],
  [51, 0.490127, 0.742578], [52, 0.551395, 0.727388], [53, 0.639268, 0.745405],
  [54, 0.726104, 0.780233], [60, 0.290379, 0.784792], [61, 0.428096, 0.778746],
  [62, 0.490127, 0.785343], [63, 0.552157, 0.778746], [64, 0.689874, 0.784792],
];

/**
 * dlib's chip with a margin of `padding` face widths on each side. dlib counts a chip from the edge of its
 * first pixel, and reads pixel `c` at `c + 0.5` (`chip_details` centres the rectangle on `size / 2`);
 * templates here count from the centre of the first pixel, so half a pixel is taken off.
 */
export function dlibChip(size: number, padding: number): AlignmentTemplate {
  const place = placeIn(size, padding);
  const points = meanFace.map(([landmark, x, y]) => [landmark, place(x), place(y)] as const);
  return { landmarks: "ibug-68", points };
}

/**
 * The same chip by five points: the middles of the eyes, the tip of the nose, the corners of the mouth. An
 * approximation, to be measured against the chip that the network was trained with.
 */
export function dlibChipByFivePoints(size: number, padding: number): AlignmentTemplate {
  const place = placeIn(size, padding);
  const points = [[36, 37, 38, 39, 40, 41], [42, 43, 44, 45, 46, 47], [30], [48], [54]].map((landmarks, n) => {
    const seen = meanFace.filter(([landmark]) => landmarks.includes(landmark));
    const middle = (axis: 1 | 2) => seen.reduce((sum, point) => sum + point[axis], 0) / seen.length;
    return [n, place(middle(1)), place(middle(2))] as const;
  });
  return { landmarks: "five-points", points };
}

function placeIn(size: number, padding: number): (mean: number) => number {
  return (mean) => round(((padding + mean) / (2 * padding + 1)) * size - 0.5);
}

/** To a ten-thousandth of a pixel, so that a card is read and compared as text. */
function round(pixels: number): number {
  return Math.round(pixels * 1e4) / 1e4;
}
