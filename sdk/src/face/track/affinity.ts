import { cosine, overlap, type Box } from "../../core/index.ts";
import type { Trackable } from "./trackable.ts";

/** What a template says, against where the face lies. */
const likenessWeight = 1;

/**
 * How likely a face of this frame is the one that was last seen `elapsed` ms ago; above 0 it may be, and the higher
 * the likelier.
 *
 * Where it lies gives up to 1: the boxes' overlap, or how near their middles are for the time that went by. If it has a
 * template, that gives up to 1 more, or takes up to 1: nothing at `sameFrom`, the least cosine of one person's.
 */
export function affinity(last: Trackable, next: Trackable, elapsed: number, sameFrom: number | undefined): number {
  return nearness(last.box, next.box, elapsed) + likenessWeight * likeness(last, next, sameFrom);
}

function nearness(a: Box, b: Box, elapsed: number): number {
  const side = Math.max(a.width, a.height, 1);
  // Half a side at once, and two sides in a second: the speed of somebody who gets up.
  const reach = side * Math.min(1.5, 0.5 + (2 * elapsed) / 1000);
  return Math.max(overlap(a, b).union, 1 - distance(a, b) / reach);
}

/** -1 to 1; 0 where nothing can be said. */
function likeness(a: Trackable, b: Trackable, sameFrom: number | undefined): number {
  if (sameFrom === undefined || !a.template || a.template.modelId !== b.template?.modelId) return 0;
  const above = (cosine(a.template.vector, b.template.vector) - sameFrom) / (1 - sameFrom);
  return Math.max(-1, Math.min(1, above));
}

/** Between the middles of two boxes. */
export function distance(a: Box, b: Box): number {
  return Math.hypot(a.x + a.width / 2 - (b.x + b.width / 2), a.y + a.height / 2 - (b.y + b.height / 2));
}
