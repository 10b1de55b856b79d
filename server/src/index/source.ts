/** What an index is derived from: [IDX1]. Reads are synchronous, so that nothing is committed between two of them. */
export interface Source {
  /**
   * Random, made with each start of the store. A store that was brought back to how it was before gives out labels
   * again, so what an index knows of it counts only if the store knows of it too.
   */
  readonly epoch: string;
  /** Whether a change was made by this store, in that epoch, and is part of what it holds. */
  readonly hasMade: (epoch: string, change: number) => boolean;
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
