import { loadAddon, type NativeScope } from "./addon.ts";
import { asScanError, ScanError } from "./error.ts";
import type { Scope } from "./scan.ts";

const natives = new WeakMap<Scope, NativeScope>();

/** @throws {ScanError} `bad_argument`, `out_of_memory` */
export function makeScope(labels: BigInt64Array): Scope {
  const native = newNative(labels);
  const scope: Scope = { size: labels.length, close: () => native.close() };
  natives.set(scope, native);
  return scope;
}

/** @throws {ScanError} `bad_argument` for what {@link makeScope} has not made */
export function nativeScope(scope: Scope | undefined): NativeScope | undefined {
  if (scope === undefined) return undefined;
  const native = natives.get(scope);
  if (!native) throw new ScanError("bad_argument", "scope must come from scope()");
  return native;
}

function newNative(labels: BigInt64Array): NativeScope {
  const { Scope } = loadAddon();
  try {
    return new Scope(labels);
  } catch (error) {
    throw asScanError(error);
  }
}
