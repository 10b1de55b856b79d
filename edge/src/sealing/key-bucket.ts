/** A data key, as it may lie about: whoever has it can do nothing with it without the worker's secret. */
export interface WrappedKey {
  /** Of the sealing secret that it is wrapped under. */
  readonly version: number;
  readonly wrapped: Uint8Array<ArrayBuffer>;
}

export interface StoredKey extends WrappedKey {
  /** Of this very content: another has another. */
  readonly etag: string;
}

export interface KeyPage {
  readonly keys: readonly { readonly name: string; readonly version: number }[];
  /** Where the next page begins; absent on the last. */
  readonly cursor: string | undefined;
}

/**
 * Where wrapped data keys lie: outside the subjects' objects, whose storage can be brought back to how it was thirty
 * days ago. What is deleted here is gone. Reads see every write that was acknowledged before.
 */
export interface KeyBucket {
  get(name: string): Promise<StoredKey | undefined>;
  /** @returns false, and changes nothing, if there is a key of that name */
  create(name: string, key: WrappedKey): Promise<boolean>;
  /** @returns false, and changes nothing, if what is there is not what bears this etag, or nothing is */
  replace(name: string, key: WrappedKey, etag: string): Promise<boolean>;
  /** Of what is not there: nothing happens. */
  delete(name: string): Promise<void>;
  /** @param cursor that the page before has named; none: the first page */
  page(cursor?: string): Promise<KeyPage>;
}
