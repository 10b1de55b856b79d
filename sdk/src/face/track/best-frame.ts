import { checkQuality, qualityLimits, type Quality, type QualityLimits } from "../quality/index.ts";

export interface BestFrameOptions {
  /** How long a frame counts, in ms; 3,000 unless given: who is enrolled is who is there now. */
  readonly window?: number;
  /** What a good frame keeps; those of enrolment unless given. */
  readonly limits?: QualityLimits;
  /** How many good frames are enough; 5 unless given. */
  readonly enough?: number;
  /** For how long the best one, if it is good, may stay the best before waiting is over, in ms; 700 unless given. */
  readonly patience?: number;
}

export interface BestFrame<F> {
  readonly face: F;
  /** Of its frame, in ms. */
  readonly timestamp: number;
  /** Whether nothing speaks against it. */
  readonly good: boolean;
  /** Whether waiting longer is not worth it: it is good, and a better one did not come or enough of them did. */
  readonly settled: boolean;
}

interface Candidate<F> {
  readonly face: F;
  readonly timestamp: number;
  readonly reasons: number;
}

export interface BestFrames<F> {
  /**
   * The best so far, with the next frame's face; of another track than before it begins anew.
   *
   * @param id of the face's track
   * @param timestamp in ms
   */
  update(id: number, face: F, timestamp: number): BestFrame<F>;
}

/** Keeps the best frame of one person: with the fewest reasons against it, and of those with the highest score. */
export function createBestFrame<F extends { readonly quality: Quality }>({
  window = 3000,
  limits = qualityLimits.enrol,
  enough = 5,
  patience = 700,
}: BestFrameOptions = {}): BestFrames<F> {
  let candidates: Candidate<F>[] = [];
  let of: number | undefined;
  let best: Candidate<F> | undefined;
  let bestSince = 0;

  return {
    update: (id, face, timestamp) => {
      if (id !== of) [candidates, best, of] = [[], undefined, id];
      candidates = candidates.filter((candidate) => timestamp - candidate.timestamp <= window);
      candidates.push({ face, timestamp, reasons: checkQuality(face.quality, limits).length });
      const next = candidates.reduce((a, b) => (isBetter(b, a) ? b : a));
      if (next !== best) [best, bestSince] = [next, timestamp];
      const good = next.reasons === 0;
      const goodOnes = candidates.filter(({ reasons }) => reasons === 0).length;
      return {
        face: next.face,
        timestamp: next.timestamp,
        good,
        settled: good && (goodOnes >= enough || timestamp - bestSince >= patience),
      };
    },
  };
}

function isBetter<F extends { readonly quality: Quality }>(a: Candidate<F>, b: Candidate<F>): boolean {
  return a.reasons !== b.reasons ? a.reasons < b.reasons : a.face.quality.score > b.face.quality.score;
}
