import type { Random } from "../../random.ts";

/** Some pictures of one subject, enrolled; all others are probes. */
export interface Enrolment {
  /** By number. */
  readonly subject: number;
  /** Numbers of the subject's pictures. */
  readonly views: readonly number[];
}

/**
 * Enrols so many views of each subject, again and again: the subject's pictures are shuffled and cut into blocks, and
 * each block is enrolled once. So nearly every picture is enrolled equally often, and luck has less part in it.
 *
 * @param subjects whose each picture is, by number from 0
 */
export function enrolmentsOf(
  subjects: ArrayLike<number>,
  views: number,
  { shuffles, random }: { readonly shuffles: number; readonly random: Random },
): Enrolment[] {
  const own = Map.groupBy(Array.from(subjects).keys(), (picture) => subjects[picture]!);
  return [...own].flatMap(([subject, pictures]) =>
    Array.from({ length: shuffles }, () => random.shuffled(pictures)).flatMap((shuffled) =>
      Array.from({ length: Math.floor(shuffled.length / views) }, (_, block) => ({
        subject,
        views: shuffled.slice(block * views, (block + 1) * views),
      })),
    ),
  );
}
