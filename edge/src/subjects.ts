import type { Address } from "./address.ts";
import type { Env } from "./env.ts";
import { objectName } from "./object-name.ts";
import type { NamingKeys } from "./secrets.ts";
import type { Subject } from "./subject/subject.ts";

/** Every subject's object, by address. */
export interface Subjects {
  of(address: Address): Promise<DurableObjectStub<Subject>>;
}

export function createSubjects(namespace: Env["SUBJECTS"], naming: () => Promise<NamingKeys>): Subjects {
  return {
    of: async (address) => namespace.get(namespace.idFromName(await objectName((await naming()).names, address))),
  };
}
