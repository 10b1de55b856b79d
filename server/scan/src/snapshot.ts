import { AddonScan, newNative } from "./addon-scan.ts";
import { loadAddon } from "./addon.ts";
import type { Codes, Scan } from "./scan.ts";
import { settle } from "./settle.ts";
import type { SnapshotAbout } from "./snapshot-about.ts";

export interface OpenOptions {
  readonly codes?: Codes;
  readonly threads?: number;
  /**
   * Searched as it lies in the file, by mmap, read-only and without codes: it is there at once, and takes no memory
   * that the system cannot have back. The file must be left as it is meanwhile, neither cut nor scrubbed; replacing it
   * (`write`) leaves this one the old.
   */
  readonly mapped?: boolean;
  /** With `mapped`: do not read the vectors now to check them. For files whose checksum was seen to. */
  readonly trusted?: boolean;
}

/**
 * Reads what a snapshot says of itself, without its vectors.
 *
 * @throws {ScanError} `io`, `bad_file`, `bad_argument`, `not_built`
 */
export function readSnapshotAbout(path: string): Promise<SnapshotAbout> {
  return settle(async () => loadAddon().readSnapshotAbout(path));
}

/**
 * An index with what a snapshot holds. Every checksum, label and value is checked.
 *
 * @throws {ScanError} `io`, `bad_file`, `bad_argument`, `not_supported` for codes with `mapped`, `not_built`
 */
export async function openSnapshot(path: string, options: OpenOptions = {}): Promise<Scan> {
  const { dimension } = await readSnapshotAbout(path);
  const { codes = "f32", threads = 1, mapped = false, trusted = false } = options;
  const native = newNative({ dimension, codes, threads });
  try {
    await settle(() => native.load(path, mapped, trusted));
  } catch (error) {
    native.close();
    throw error;
  }
  return new AddonScan(native, dimension, codes);
}

/**
 * Overwrites the vectors of these labels in the file, durably when it resolves. Cut short, it leaves a file that is
 * refused, or one in which some of them are still there. The file is overwritten in place, which a file system that
 * copies on write does not do.
 *
 * @returns how many were there
 * @throws {ScanError} `io`, `bad_file`, `bad_argument`, `not_built`
 */
export function scrubSnapshot(path: string, labels: BigInt64Array): Promise<number> {
  return settle(async () => loadAddon().scrubSnapshot(path, labels));
}
