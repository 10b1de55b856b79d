import type { Box, Point } from "@likeness/sdk/core";

/** The parts of a face in iBUG's 68 points: first, last, and whether the line returns to the first. */
const parts: readonly (readonly [from: number, to: number, closed: boolean])[] = [
  [0, 16, false], // jaw
  [17, 21, false], // brows
  [22, 26, false],
  [27, 30, false], // nose
  [31, 35, false],
  [36, 41, true], // eyes
  [42, 47, true],
  [48, 59, true], // mouth
  [60, 67, true],
];

/** The lines through the landmarks, as an SVG path. */
export function linesPath(points: readonly Point[]): string {
  return parts
    .map(([from, to, closed]) => `M${points.slice(from, to + 1).map(at).join("L")}${closed ? "Z" : ""}`)
    .join("");
}

/** A line of no length for each landmark: with round caps, a dot that does not grow with the picture. */
export function dotsPath(points: readonly Point[]): string {
  return points.map((point) => `M${at(point)}h0`).join("");
}

/** The corners of a box. Its sides would run over the face. */
export function cornersPath({ x, y, width, height }: Box): string {
  const arm = Math.min(width, height) / 5;
  const [right, bottom] = [x + width, y + height];
  return [
    `M${at({ x, y: y + arm })}V${round(y)}H${round(x + arm)}`,
    `M${at({ x: right - arm, y })}H${round(right)}V${round(y + arm)}`,
    `M${at({ x: right, y: bottom - arm })}V${round(bottom)}H${round(right - arm)}`,
    `M${at({ x: x + arm, y: bottom })}H${round(x)}V${round(bottom - arm)}`,
  ].join("");
}

const round = (value: number) => Math.round(value * 10) / 10;
const at = ({ x, y }: Point) => `${round(x)} ${round(y)}`;
