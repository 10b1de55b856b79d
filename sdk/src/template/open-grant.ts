import type { HostKeys, SubjectAddress } from "../contract/messages.ts";
import { Problem, type Template } from "../core/index.ts";
import type { DeviceKey } from "../device/device-key.ts";
import { digestOf } from "../device/digest.ts";
import { readGrant, type GrantClaims } from "./grant.ts";
import { thumbprintOf } from "../device/public-jwk.ts";
import { templatesIn } from "./sealed-templates.ts";
import type { HeldGrant } from "./store/offline-store.ts";

/** How far a device's clock may be behind a time that was seen. Clocks are put right now and then. */
const clockTolerance = 60_000;

/** What a grant is held against before it is used. */
export interface GrantUse {
  readonly device: DeviceKey;
  /** The host's keys that the app has pinned, if it has. */
  readonly pinned: HostKeys | undefined;
  /** Whose grants are taken; anybody's of that host if it is not said. */
  readonly tenant: string | undefined;
  /** Milliseconds since 1970, by the device's clock. */
  readonly now: number;
}

export interface OpenedGrant {
  readonly grant: GrantClaims;
  /** In memory, for one comparison; oldest first, as the host has them. */
  readonly templates: readonly Template[];
}

/**
 * What a grant says and the templates it names, if it may be used now.
 *
 * @throws Problem `offline_invalid` if it is not one that a host gave this device for this subject, `offline_expired`
 * by the clock or when the clock cannot be believed, `offline_unavailable` when it was tried too often
 */
export async function openGrant(held: HeldGrant, { device, pinned, tenant, now }: GrantUse): Promise<OpenedGrant> {
  const grant = await readGrant(held.grant, pinned ?? held.keys);
  if (tenant !== undefined && grant.tenant !== tenant) invalid("it was given for another tenant");
  assertSubject(grant, held.address);
  if ((await thumbprintOf(grant.cnf.jwk)) !== device.thumbprint) invalid("it was given to another device");
  assertTime(grant, held.seen, now);
  if (held.failures >= grant.maxFailures) {
    throw new Problem("offline_unavailable", `${held.failures} decisions were no match; only the host can go on`);
  }
  if ((await digestOf(held.sealed)) !== grant.sealed) invalid("the templates are not those it was given for");
  return { grant, templates: templatesIn(await device.open(held.sealed)) };
}

function assertSubject(grant: GrantClaims, { collection, subject }: SubjectAddress): void {
  if (grant.collection !== collection || grant.subject !== subject) {
    invalid(`it is for ${grant.subject} in ${grant.collection}`);
  }
}

/** No time before the host gave it can be right, and none before one that was seen. */
function assertTime({ iat, exp }: GrantClaims, seen: number, now: number): void {
  if (now + clockTolerance < Math.max(seen, iat * 1000)) {
    throw new Problem("offline_expired", "this device's clock is behind a time that was seen");
  }
  if (now >= exp * 1000) throw new Problem("offline_expired", `at ${new Date(exp * 1000).toISOString()}`);
}

function invalid(detail: string): never {
  throw new Problem("offline_invalid", detail);
}
