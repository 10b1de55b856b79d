import { Problem } from "../core/index.ts";
import type { OperationName } from "../contract/index.ts";
import type { Caller } from "./gallery.ts";

/** What a publishable key may ask for; some of it only with a proof or a ticket, which the gallery looks at: [KEY3]. */
const publishable: ReadonlySet<OperationName> = new Set([
  "challenge",
  "enrol",
  "verify",
  "devices",
  "addDevice",
  "revokeDevice",
  // Each audit is signed by a device, under a grant that the host has signed.
  "sendAudits",
]);

/**
 * A publishable key lies open in a page, so it may do what the page's user could prove to be allowed, and nothing else.
 *
 * @throws Problem `key_missing`, `key_not_allowed`
 */
export function assertAllowed(caller: Caller | undefined, operation: OperationName): asserts caller is Caller {
  if (!caller) throw new Problem("key_missing");
  if (operation === "exportTemplates" && !caller.export) {
    throw new Problem("key_not_allowed", "templates in the clear are for secret keys with the right to export");
  }
  if (caller.kind === "secret" || publishable.has(operation)) return;
  if (operation === "identify" && caller.identify) return;
  throw new Problem("key_not_allowed", `${operation} is for secret keys`);
}
