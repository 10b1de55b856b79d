import type { Box } from "../core/index.ts";
import type { Face, QualityReason } from "../face/index.ts";

/** What a person before a camera should do next; `good` is: nothing, this will do. */
export type Guidance =
  | "come_into_view"
  | "be_alone"
  | "move_closer"
  | "move_back"
  | "move_into_the_middle"
  | "more_light"
  | "less_light"
  | "even_light"
  | "look_at_the_camera"
  | "hold_your_head_straight"
  | "open_your_eyes"
  | "uncover_your_face"
  | "close_your_mouth"
  | "hold_still"
  | "good";

/**
 * One thing at a time, in the order in which it helps: who is too far away cannot be told whether the light is bad,
 * and holding still comes last because every other step moves.
 */
const order: readonly (readonly [QualityReason, Guidance])[] = [
  ["cut_off", "move_into_the_middle"],
  ["too_small", "move_closer"],
  ["too_dark", "more_light"],
  ["too_bright", "less_light"],
  ["low_contrast", "more_light"],
  ["uneven_light", "even_light"],
  ["turned", "look_at_the_camera"],
  ["nodded", "look_at_the_camera"],
  ["tilted", "hold_your_head_straight"],
  ["occluded", "uncover_your_face"],
  ["eyes_closed", "open_your_eyes"],
  ["mouth_open", "close_your_mouth"],
  ["blurred", "hold_still"],
  ["uncertain", "look_at_the_camera"],
];

/** The part of the picture's height that a face may fill: beyond it, perspective makes another face of it. */
const nearest = 0.85;

export interface Seen {
  readonly width: number;
  readonly height: number;
  /** The face that is meant; none if there is none, or several are as likely. */
  readonly face: Pick<Face, "box"> | undefined;
  /** How many faces might be meant. */
  readonly faces: number;
  /** What speaks against using the face as it is now. */
  readonly reasons: readonly QualityReason[];
}

export function guide({ width, height, face, faces, reasons }: Seen): Guidance {
  if (!face) return faces > 1 ? "be_alone" : "come_into_view";
  if (fills(face.box, width, height) > nearest) return "move_back";
  return guideBy(reasons);
}

/** What to do first about what speaks against a face. */
export function guideBy(reasons: readonly QualityReason[]): Guidance {
  return order.find(([reason]) => reasons.includes(reason))?.[1] ?? "good";
}

function fills(box: Box, width: number, height: number): number {
  return Math.max(box.width / width, box.height / height);
}
