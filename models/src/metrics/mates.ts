/** What a query's ranking says of its mates, the gallery rows of its own class. */
export interface MateRanks {
  /** The place of the nearest mate, from 1; 0 if none is among those ranked. */
  readonly first: number;
  /** Mates among the first R, of R: R is how many there are (Buckley and Voorhees 2000). */
  readonly rPrecision: number;
  /** Average precision at R (Musgrave 2020, "A metric learning reality check", eq. 7 and 8). */
  readonly averagePrecision: number;
}

/** @param isMate of the rows ranked, best first; at least `mates` of them, if the gallery has as many */
export function mateRanks(ranked: Int32Array, isMate: (row: number) => boolean, mates: number): MateRanks {
  let [first, hits, precisions] = [0, 0, 0];
  for (let place = 1; place <= ranked.length; place++) {
    if (place > mates && first > 0) break;
    if (!isMate(ranked[place - 1]!)) continue;
    if (first === 0) first = place;
    if (place > mates) break;
    hits++;
    precisions += hits / place;
  }
  return { first, rPrecision: hits / mates, averagePrecision: precisions / mates };
}
