import type { Point } from "../core/index.ts";

/**
 * The middles of the eyes, the tip of the nose and the corners of the mouth out of the 68 landmarks of iBUG 300-W
 * (Sagonas 2013, figure 1: eyes 36-41 and 42-47, nose tip 30, outer mouth corners 48 and 54), left of the picture
 * first.
 */
export function fivePoints(landmarks: readonly Point[]): Point[] {
  return [middle(landmarks.slice(36, 42)), middle(landmarks.slice(42, 48)), landmarks[30]!, landmarks[48]!, landmarks[54]!];
}

function middle(points: readonly Point[]): Point {
  const sum = points.reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y }));
  return { x: sum.x / points.length, y: sum.y / points.length };
}
