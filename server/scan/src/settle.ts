import { asScanError } from "./error.ts";

/** Turns what the addon throws into `ScanError`s, and throwing into rejecting. */
export async function settle<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw asScanError(error);
  }
}
