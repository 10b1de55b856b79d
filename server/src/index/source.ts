/** What an index is derived from: [IDX1]. Reads are synchronous, so that nothing is committed between two of them. */
export interface Source {
  /** Random, made with the store: a snapshot of another store is none of this one's. */
  readonly identity: string;
  /** Undefined if there is no such space. */
  space(spaceId: number): SourceSpace | undefined;
  /** All of a space, ascending. @throws Problem `store_damaged` if there are not as many as were kept */
  labels(spaceId: number): BigInt64Array;
  /** `labels.length` x dimension, NaN for those that are gone. @throws Problem `store_damaged` */
  vectors(labels: BigInt64Array, dimension: number): Float32Array;
}

export interface SourceSpace {
  readonly modelId: string;
  readonly templates: number;
  /** The number of the last commit that changed it. */
  readonly change: number;
}
