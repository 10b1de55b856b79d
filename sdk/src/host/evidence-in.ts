import { Problem } from "../core/index.ts";
import type { Binding } from "./binding.ts";
import { bodyOf } from "./body.ts";
import { evidenceOf, type Evidence } from "./evidence.ts";
import type { Call } from "./known.ts";

/** @throws Problem `invalid_request` for evidence that does not follow the contract, or that the host cannot judge */
export async function evidenceIn(c: Call, binding: Binding | undefined): Promise<Evidence> {
  const evidence = await evidenceOf(c.req.raw, () => bodyOf(c));
  const { proof, newDevice, ticket, ifMatch } = evidence;
  if (!binding && [proof, newDevice, ticket, ifMatch].some((found) => found !== undefined)) {
    throw new Problem("invalid_request", "this host binds no devices and tells no versions apart");
  }
  return evidence;
}
