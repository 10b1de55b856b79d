import { newDeviceHeader, proofHeader } from "../contract/paths.ts";
import type { Challenge, SubjectAddress } from "../contract/messages.ts";
import type { DeviceSigner } from "../device/device-signer.ts";
import { digestOf } from "../device/digest.ts";
import { writeProof } from "../device/proof.ts";
import type { Sent, Sign } from "./transport.ts";

/** Which device proves a request, and which is to be registered by it. */
export interface Provers {
  readonly acting?: DeviceSigner | undefined;
  readonly newcomer?: DeviceSigner | undefined;
}

/**
 * The headers that prove a request. Each try gets a challenge of its own: one that has reached the host is spent, whether
 * its answer came back or not.
 *
 * @param modelId of the template in the body, where there is one
 * @param challenge asks the host for one; the first may have been asked for before
 */
export function proving(
  { acting, newcomer }: Provers,
  address: SubjectAddress,
  modelId: string | undefined,
  challenge: () => Promise<Challenge>,
): Sign {
  async function over({ method, path, body }: Sent) {
    const { nonce, tenant } = await challenge();
    return [{ method, path, tenant, ...address, modelId, body: await digestOf(body ?? "") }, nonce] as const;
  }
  return async (sent) => ({
    ...(acting && { [proofHeader]: writeProof(await acting.prove(...(await over(sent)))) }),
    ...(newcomer && { [newDeviceHeader]: writeProof(await newcomer.register(...(await over(sent)))) }),
  });
}
