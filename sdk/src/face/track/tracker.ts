import type { Box, Point } from "../../core/index.ts";
import { affinity, distance } from "./affinity.ts";
import { oneEuro, type OneEuroOptions, type Smoother } from "./one-euro.ts";
import type { Trackable } from "./trackable.ts";

/** One face over the frames of a stream. */
export interface Track<F extends Trackable = Trackable> {
  /** Never used twice by one tracker. */
  readonly id: number;
  /** As this frame has it; none while it is out of sight. */
  readonly face: F | undefined;
  /** Smoothed, to be drawn and for nothing else; where it was last, while it is out of sight. */
  readonly box: Box;
  /** Smoothed, as the box. */
  readonly landmarks: readonly Point[];
  /** In ms, by the clock of the frames. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** Whether it is the one that was chosen. */
  readonly chosen: boolean;
}

export interface TrackerOptions {
  /** How long a face may be out of sight and be the same one when it is back, in ms; 1,000 unless given. */
  readonly patience?: number;
  /**
   * The least cosine that two templates of one person have; a threshold of the embedder's card at a false match rate of
   * 1 in 100 does. Without it templates are not looked at.
   */
  readonly sameFrom?: number;
  /** Of what is drawn; lengths in sides of the face's box, as it was first seen. */
  readonly smoothing?: OneEuroOptions;
}

export interface Tracker<F extends Trackable = Trackable> {
  /**
   * The faces of the next frame, joined to those of the frames before; the largest first.
   *
   * @param timestamp in ms; later than that of the frame before
   * @throws RangeError if it is not
   */
  update(faces: readonly F[], timestamp: number): Track<F>[];
  /**
   * Pins one: by its id, or by a point in it or near it, in pixels; with nothing, none. It stays pinned for as long
   * as it is tracked.
   *
   * @returns whether there is such a face now
   */
  choose(which: number | Point | undefined): boolean;
}

interface Followed<F> {
  readonly id: number;
  readonly firstSeen: number;
  readonly draw: (face: F, timestamp: number) => Pick<Track, "box" | "landmarks">;
  last: F;
  lastSeen: number;
  drawn: Pick<Track, "box" | "landmarks">;
}

/**
 * Follows the faces of a stream.
 *
 * Faces are joined to tracks greedily, the likeliest pair first: a face lies nearer to where it was a frame ago than
 * to where another was, so that the exact assignment (Kuhn 1955) differs only where two are so near that neither is
 * sure, and there templates decide.
 */
export function createTracker<F extends Trackable = Trackable>({
  patience = 1000,
  sameFrom,
  smoothing = { speedCutoff: 2 },
}: TrackerOptions = {}): Tracker<F> {
  let followed: Followed<F>[] = [];
  let nextId = 1;
  let now = -Infinity;
  let chosen: number | undefined;

  function join(faces: readonly F[], timestamp: number): Set<F> {
    const pairs = followed.flatMap((track) =>
      faces.map((face) => ({ track, face, fit: affinity(track.last, face, timestamp - track.lastSeen, sameFrom) })),
    );
    const joined = new Set<F>();
    for (const { track, face, fit } of pairs.toSorted((a, b) => b.fit - a.fit)) {
      if (fit <= 0) break;
      if (joined.has(face) || track.lastSeen === timestamp) continue;
      joined.add(face);
      track.last = face;
      track.lastSeen = timestamp;
      track.drawn = track.draw(face, timestamp);
    }
    return joined;
  }

  return {
    update: (faces, timestamp) => {
      if (!(timestamp > now)) throw new RangeError(`a frame of ${timestamp} ms after one of ${now} ms`);
      now = timestamp;
      followed = followed.filter(({ lastSeen }) => timestamp - lastSeen <= patience);
      const joined = join(faces, timestamp);
      for (const face of faces) {
        if (joined.has(face)) continue;
        const draw = smoothedBy(oneEuro(smoothing), Math.max(face.box.width, face.box.height, 1));
        const drawn = draw(face, timestamp);
        followed.push({ id: nextId++, firstSeen: timestamp, lastSeen: timestamp, last: face, draw, drawn });
      }
      if (!followed.some(({ id }) => id === chosen)) chosen = undefined;
      return followed
        .toSorted((a, b) => area(b.last.box) - area(a.last.box))
        .map(({ id, last, lastSeen, firstSeen, drawn }) => ({
          id,
          face: lastSeen === timestamp ? last : undefined,
          ...drawn,
          firstSeen,
          lastSeen,
          chosen: id === chosen,
        }));
    },
    choose: (which) => {
      chosen = typeof which === "object" ? nearest(followed, which)?.id : which;
      if (!followed.some(({ id }) => id === chosen)) chosen = undefined;
      return chosen !== undefined;
    },
  };
}

/** In units of the face's size, so that a large picture is smoothed as a small one is. */
function smoothedBy(smooth: Smoother, unit: number) {
  return ({ box, landmarks }: Trackable, timestamp: number): Pick<Track, "box" | "landmarks"> => {
    const lengths = [box.x, box.y, box.width, box.height, ...landmarks.flatMap(({ x, y }) => [x, y])];
    const smoothed = smooth(lengths.map((length) => length / unit), timestamp).map((length) => length * unit);
    const [x, y, width, height, ...points] = smoothed as [number, number, number, number, ...number[]];
    return {
      box: { x, y, width, height },
      landmarks: landmarks.map((_, i) => ({ x: points[2 * i]!, y: points[2 * i + 1]! })),
    };
  };
}

/** Of those that the point lies in, or within half a side of. */
function nearest<F extends Trackable>(followed: readonly Followed<F>[], { x, y }: Point): Followed<F> | undefined {
  const to = ({ last: { box } }: Followed<F>) => distance(box, { x, y, width: 0, height: 0 });
  return followed
    .filter((track) => to(track) <= Math.max(track.last.box.width, track.last.box.height))
    .toSorted((a, b) => to(a) - to(b))[0];
}

function area({ width, height }: Box): number {
  return width * height;
}
