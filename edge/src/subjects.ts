import { Problem } from "@likeness/sdk/core";
import type { Address } from "./address.ts";
import type { Env } from "./env.ts";
import { objectName } from "./object-name.ts";
import type { NamingKeys } from "./secrets.ts";
import { valueOf, type Outcome } from "./subject/outcome.ts";
import type { Subject } from "./subject/subject.ts";

/** Every subject's object, by address. */
export interface Subjects {
  /** @throws Problem that the object answers with; `unreachable` if the platform keeps it from answering */
  ask<Value>(
    address: Address,
    call: (subject: DurableObjectStub<Subject>) => PromiseLike<Outcome<Value>>,
  ): Promise<Value>;
}

export function createSubjects(
  namespace: Pick<Env["SUBJECTS"], "get" | "idFromName">,
  naming: () => Promise<NamingKeys>,
): Subjects {
  return {
    ask: async (address, call) => {
      const id = namespace.idFromName(await objectName((await naming()).names, address));
      try {
        return valueOf(await call(namespace.get(id)));
      } catch (cause) {
        if (cause instanceof Problem || !isOfPlatform(cause)) throw cause;
        const detail = "the subject's object was restarted, or has too much to do";
        throw new Problem("unreachable", detail, { cause, retryAfter: 1 });
      }
    },
  };
}

/**
 * An object that is moved, restarted (as with each deployment) or asked for more than it can do. The runtime has tried
 * again where that was safe; what is left is the caller's to send again, which is why changes have idempotency keys.
 */
function isOfPlatform(error: unknown): boolean {
  const { retryable, overloaded, durableObjectReset } = Object(error) as Record<string, unknown>;
  return retryable === true || overloaded === true || durableObjectReset === true;
}
