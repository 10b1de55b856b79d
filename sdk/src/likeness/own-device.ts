import { keyPrefixes, Problem } from "../core/index.ts";
import type { DeviceSigner } from "../device/device-signer.ts";

/**
 * What proves a page's requests: unless told otherwise, a key that is made here and cannot leave, in IndexedDB. It is
 * loaded when it is first needed.
 *
 * @param wanted `false`: no device, for a host that binds none
 */
export function ownDevice(
  wanted: DeviceSigner | false | undefined,
  key: string | undefined,
  load: () => Promise<DeviceSigner>,
): DeviceSigner | undefined {
  if (wanted === false) return undefined;
  if (wanted) return wanted;
  // Backends use these, and their word needs no device's.
  if (key?.startsWith(keyPrefixes.secret)) return undefined;
  let loading: Promise<DeviceSigner> | undefined;
  const loaded = () =>
    (loading ??= load().catch((cause: unknown) => {
      // The network may be back later.
      loading = undefined;
      throw new Problem("device_unavailable", (cause as Error).message, { cause });
    }));
  return {
    prove: async (...asked) => (await loaded()).prove(...asked),
    register: async (...asked) => (await loaded()).register(...asked),
  };
}
