import { newDeviceHeader, proofHeader } from "../contract/paths.ts";
import type { Challenge, SubjectAddress } from "../contract/messages.ts";
import { Problem } from "../core/index.ts";
import type { DeviceSigner } from "../device/device-signer.ts";
import { digestOf } from "../device/digest.ts";
import { writeProof, type NewDevice } from "../device/proof.ts";
import type { Call, Sent } from "./transport.ts";

/** Which device proves a request, and which is to be registered by it. */
export interface Provers {
  readonly acting?: DeviceSigner | undefined;
  readonly newcomer?: DeviceSigner | undefined;
}

/** What is proved. */
interface Proved {
  readonly address: SubjectAddress;
  /** Of the template in the body, where there is one. */
  readonly modelId: string | undefined;
  readonly signal: AbortSignal | undefined;
  /** Asks the host for one; the first may have been asked for before. */
  challenge(): Promise<Challenge>;
}

/**
 * How a request is proved. Each try gets a challenge of its own: one that has reached the host is spent, whether its
 * answer came back or not.
 *
 * A passkey is registered once a call, by the same words in each try: enrolling again under one idempotency key is
 * answered as the first time, and a passkey that is made anew lays itself over the one that the host has.
 */
export function proving({ acting, newcomer }: Provers, proved: Proved): Pick<Call, "sign" | "retries"> {
  if (!acting && !newcomer) return {};
  const { address, modelId, signal, challenge } = proved;
  let registered: NewDevice | undefined;

  async function over({ method, path, body }: Sent) {
    if (typeof crypto === "undefined" || !("subtle" in crypto)) {
      throw new Problem("device_unavailable", "there is no WebCrypto here: a page has it under https, or on localhost");
    }
    const { nonce, tenant } = await challenge();
    return [{ method, path, tenant, ...address, modelId, body: await digestOf(body ?? "") }, nonce, signal] as const;
  }

  async function register(signer: DeviceSigner, sent: Sent): Promise<NewDevice> {
    if (!registered || !signer.attended) registered = await signer.register(...(await over(sent)));
    return registered;
  }

  return {
    sign: async (sent) => ({
      ...(acting && { [proofHeader]: writeProof(await acting.prove(...(await over(sent)))) }),
      ...(newcomer && { [newDeviceHeader]: writeProof(await register(newcomer, sent)) }),
    }),
    retries: acting?.attended ? 0 : undefined,
  };
}
