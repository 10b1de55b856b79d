/** How far the loading of models is. */
export interface LoadProgress {
  /** The model whose file moved on. */
  readonly modelId: string;
  readonly file: string;
  /** Bytes of this file that are here. */
  readonly loaded: number;
  /** Bytes of this file. */
  readonly total: number;
  /** `store`: it lay on this device from an earlier visit; `file`: read by path. */
  readonly from: "store" | "network" | "file";
  /** Bytes of all files that are loaded together: what a progress bar shows. */
  readonly all: { readonly loaded: number; readonly total: number };
  /**
   * Something that does not stop the loading but will cost time at the next visit: the model could not be kept on
   * this device. For people.
   */
  readonly warning?: string;
}

/** Tells how far one file is. */
export interface Report {
  loaded(bytes: number, from: LoadProgress["from"]): void;
  warn(warning: string): void;
}

type File = Pick<LoadProgress, "modelId" | "file" | "total">;

/** A report for each of the files, joined into one account. */
export function reports(
  files: readonly File[],
  onProgress: ((event: LoadProgress) => void) | undefined,
): readonly Report[] {
  const total = files.reduce((sum, file) => sum + file.total, 0);
  const held = files.map(() => 0);
  return files.map((file, n) => {
    let last: LoadProgress["from"] = "network";
    const event = () => ({
      ...file,
      loaded: held[n]!,
      from: last,
      all: { loaded: held.reduce((sum, bytes) => sum + bytes, 0), total },
    });
    return {
      loaded: (bytes, from) => {
        held[n] = bytes;
        last = from;
        onProgress?.(event());
      },
      warn: (warning) => onProgress?.({ ...event(), warning }),
    };
  });
}
