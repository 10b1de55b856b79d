import type { InputSpec, Size } from "../../../core/index.ts";
import { viewOf, type View } from "../level.ts";
import type { Look } from "../preprocessor.ts";

/** The parts of one dispatch, as the structures of `wgsl.ts` lie in memory. */
export interface Batch {
  readonly bytes: ArrayBuffer;
  /** The furthest level that a part is drawn from. */
  readonly level: number;
}

/** Bytes of `Batch` before its parts, and of a `Part`. */
const head = 32;
const stride = 32;

/** Further than any picture reaches: an integer that single precision has, too. */
const far = 2 ** 29;

export function batchOf(picture: Size, looks: readonly Look[], size: Size, spec: InputSpec): Batch {
  const views = looks.map((look) => viewOf(picture, look));
  const view = new DataView(new ArrayBuffer(head + stride * Math.max(1, views.length)));
  view.setUint32(0, size.width, true);
  view.setUint32(4, size.height, true);
  // A texture's colours are 0 to 1.
  view.setFloat32(8, 255 / spec.divisor, true);
  view.setUint32(12, spec.channels === "bgr" ? 1 : 0, true);
  spec.mean.forEach((mean, c) => view.setFloat32(16 + c * 4, -mean / spec.divisor, true));
  views.forEach((part, n) => {
    writePart(view, head + stride * n, part);
    view.setUint32(head + stride * n + 28, looks[n]!.mirrored ? 1 : 0, true);
  });
  return { bytes: view.buffer, level: Math.max(0, ...views.map(({ level }) => level)) };
}

function writePart(view: DataView, at: number, { level, back: { a, b, dx, dy } }: View): void {
  view.setFloat32(at, a, true);
  view.setFloat32(at + 4, b, true);
  [dx, dy].forEach((shift, axis) => {
    const whole = Math.min(far, Math.max(-far, Math.floor(shift)));
    view.setFloat32(at + 8 + axis * 4, shift - whole, true);
    view.setInt32(at + 16 + axis * 4, whole, true);
  });
  view.setUint32(at + 24, level, true);
}
