/** Whose a stored file is: a model's name, and the version that its `modelId` is. */
export interface StoredLabel {
  readonly name: string;
  readonly modelId: string;
}

/** One file that a store keeps, or has begun to keep. */
export interface StoredFile extends StoredLabel {
  /** SHA-256 of the file as its card says it, in hex; of a card, that of its URL. */
  readonly key: string;
  /** Bytes held now. */
  readonly bytes: number;
  /** Whether all of it is held; if not, these are the parts of a download that broke off. */
  readonly complete: boolean;
  /** Milliseconds since 1970, right to the hour. */
  readonly lastUsed: number;
}

/** What is held of a download that broke off. */
export interface StoredPart {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The ETag or the date of the file that the bytes are of, as its server gave it; empty if it gave none. */
  readonly validator: string;
}

/** A further piece of a download. */
export interface NextPart {
  readonly label: StoredLabel;
  readonly validator: string;
  /** Where in the file it begins. 0 begins anew: what was held of the file before is dropped. */
  readonly offset: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Keeps model files on the device between visits: the port whose drivers are the files of this folder named for
 * where they keep them. A store is not trusted: whoever reads from it compares the digest.
 *
 * Every operation may fail with Problem `model_store_failed`: storage is full, forbidden, or broken.
 */
export interface ModelStore {
  /** For people: where it keeps files. */
  readonly name: string;
  /** A complete file, and notes that it was used. */
  get(key: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Keeps a complete file, all of it or nothing; parts of it are not needed any more. */
  put(key: string, label: StoredLabel, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** What is held of a download that broke off. */
  part(key: string): Promise<StoredPart | undefined>;
  /**
   * Keeps a further part of a download. False if it does not begin where the parts that are held end, or if the file
   * is held, because somebody else downloads the same: then this one's parts are no longer kept.
   */
  append(key: string, part: NextPart): Promise<boolean>;
  /** Forgets a file and its parts; one that is not there is no error. */
  delete(key: string): Promise<void>;
  /** Everything that is kept, in no order. */
  list(): Promise<StoredFile[]>;
}
