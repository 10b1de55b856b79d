import { mean, type Point } from "../../core/index.ts";
import { firstOfMeanFace, meanFace } from "./mean-face.ts";

/** How a head is held, in degrees. */
export interface HeadPose {
  /** Positive when the nose points to the picture's right. */
  readonly yaw: number;
  /** Positive when the nose points up. */
  readonly pitch: number;
  /** Positive when the head leans to the picture's right: clockwise. */
  readonly roll: number;
}

export interface FittedPose extends HeadPose {
  /** Pixels of one eye distance, as if the face were seen from the front: turning does not shrink it. */
  readonly scale: number;
  /** Root mean square distance of the landmarks from the mean face in this pose, in eye distances. */
  readonly misfit: number;
}

/** Brows, nose, eyes and the upper lip: what stays in its place when somebody speaks. */
const rigid = { from: 17, to: 55 };

const shape = centred(meanFace.slice(rigid.from - firstOfMeanFace, rigid.to - firstOfMeanFace));
const toAffine = pseudoInverse(shape);

/**
 * The pose of a face by its 68 landmarks: the weak perspective view of the mean face nearest to them.
 *
 * The affine view comes by least squares, its nearest scaled rotation by polar decomposition (POS: DeMenthon & Davis
 * 1995). Turning shows only in how landmarks move by their depth, so a flat picture of a face, however it is turned
 * in space, keeps the pose of the face in it: turned, it is squeezed in one direction, and the nose stays where it was.
 */
export function headPose(landmarks: readonly Point[]): FittedPose {
  const points = landmarks.slice(rigid.from, rigid.to);
  const middle = mean(points);
  const u = [0, 0, 0];
  const v = [0, 0, 0];
  points.forEach(({ x, y }, i) => {
    for (let axis = 0; axis < 3; axis++) {
      u[axis]! += (x - middle.x) * toAffine[i]![axis]!;
      v[axis]! += (y - middle.y) * toAffine[i]![axis]!;
    }
  });
  // The square root of the 2 x 2 matrix of inner products: with it the rows are made of length 1 and upright.
  const [uu, uv, vv] = [dot(u, u), dot(u, v), dot(v, v)];
  const root = Math.sqrt(Math.max(0, uu * vv - uv * uv));
  const trace = Math.sqrt(uu + vv + 2 * root);
  // On one line, or all in one place, they show no face at all.
  if (!(root > 1e-9 * (uu + vv))) return { yaw: 0, pitch: 0, roll: 0, scale: 0, misfit: Infinity };
  const [p, q, r] = [(vv + root) / trace / root, -uv / trace / root, (uu + root) / trace / root];
  const right = u.map((value, axis) => p * value + q * v[axis]!);
  const down = v.map((value, axis) => r * value + q * u[axis]!);
  const away = cross(right, down);
  const scale = trace / 2;
  let squares = 0;
  points.forEach(({ x, y }, i) => {
    squares += (x - middle.x - scale * dot(right, shape[i]!)) ** 2 + (y - middle.y - scale * dot(down, shape[i]!)) ** 2;
  });
  return {
    yaw: degrees(Math.atan2(away[0]!, away[2]!)),
    pitch: degrees(Math.asin(Math.min(1, Math.max(-1, -away[1]!)))),
    roll: degrees(Math.atan2(-right[1]!, down[1]!)),
    scale,
    misfit: Math.sqrt(squares / points.length) / scale,
  };
}

function centred(points: readonly (readonly number[])[]): number[][] {
  const middle = [0, 1, 2].map((axis) => points.reduce((sum, point) => sum + point[axis]!, 0) / points.length);
  return points.map((point) => point.map((value, axis) => value - middle[axis]!));
}

/** Of N x 3, transposed. The mean face is symmetric, so x goes with neither y nor z. */
function pseudoInverse(points: readonly (readonly number[])[]): number[][] {
  const sum = (a: number, b: number) => points.reduce((total, point) => total + point[a]! * point[b]!, 0);
  const [xx, yy, yz, zz] = [sum(0, 0), sum(1, 1), sum(1, 2), sum(2, 2)];
  const determinant = yy * zz - yz * yz;
  return points.map(([x, y, z]) => [x! / xx, (zz * y! - yz * z!) / determinant, (yy * z! - yz * y!) / determinant]);
}

const dot = (a: readonly number[], b: readonly number[]) => a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;

const cross = (a: readonly number[], b: readonly number[]) => [
  a[1]! * b[2]! - a[2]! * b[1]!,
  a[2]! * b[0]! - a[0]! * b[2]!,
  a[0]! * b[1]! - a[1]! * b[0]!,
];

const degrees = (radians: number) => (radians * 180) / Math.PI;
