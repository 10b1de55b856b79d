/** What a page is told. */
export interface Settings {
  readonly threads: number;
  readonly variant: string;
}

/** The face that a library would compare. */
export interface Embedded {
  /** Absent: it found none. */
  readonly vector?: readonly number[];
  /** Milliseconds by stage, where the library tells. */
  readonly stages?: Readonly<Record<string, number>>;
}

/** A library behind the few calls that the measurements make. */
export interface Library {
  /** Everything until the first picture can be given. @returns milliseconds by stage */
  load(settings: Settings): Promise<Record<string, number>>;
  /** From a canvas with decoded pixels to the template of one face. */
  embed(canvas: HTMLCanvasElement): Promise<Embedded>;
  /** Its own comparison; higher is more alike. */
  compare(a: readonly number[], b: readonly number[]): number;
  close(): Promise<void>;
  /** What shows that it runs as it should: backend, threads, SIMD. */
  environment(): Promise<Record<string, unknown>>;
}
