/**
 * Where bytes lie by name: all that a place must be able to do to become a model store. Names are of
 * `[0-9a-z.-]`.
 */
export interface Shelf {
  /** For people. */
  readonly name: string;
  read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** All of it or nothing, also if the program ends meanwhile. */
  write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** A name that is not there is no error. */
  remove(name: string): Promise<void>;
  names(): Promise<string[]>;
}
