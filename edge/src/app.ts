import { createHost, parseKeyRing, parseSigningKeys } from "@likeness/sdk/host";
import { createAsks } from "./asks.ts";
import { edgeBinding } from "./binding.ts";
import { models } from "./cards.ts";
import type { Env } from "./env.ts";
import { originsOf } from "./subject/subject-env.ts";
import { edgeGallery, type EdgeParts } from "./gallery.ts";
import { createLimits } from "./limits/limits.ts";
import { parsePolicies } from "./policy.ts";
import { createRemotes } from "./outbox/remote.ts";
import { namingKeys, type NamingKeys } from "./secrets.ts";
import { createSubjects } from "./subjects.ts";
import { createTelemetry } from "./telemetry/telemetry.ts";

/** The worker's app over its bindings. */
export function createApp(env: Env) {
  let made: NamingKeys | undefined;
  // Kept once it is there, and no promise of it: one of a call that is given up may never be settled for the others.
  const naming = async () => (made ??= await namingKeys(env.NAME_SECRET));
  const keys = parseKeyRing(env.KEYS ?? "{}");
  const signing = env.SIGNING_KEY ? parseSigningKeys(env.SIGNING_KEY) : undefined;
  const policyOf = parsePolicies(env.POLICIES);
  const parts: EdgeParts = {
    subjects: createSubjects(env.SUBJECTS, naming),
    asks: createAsks(keys, naming),
    signing,
    remotes: createRemotes(env),
    models,
    policyOf,
  };
  return createHost({
    service: "edge",
    models,
    gallery: edgeGallery(parts),
    binding: edgeBinding(parts, naming),
    limits: createLimits(env, policyOf),
    keys,
    signingKeys: signing,
    origins: originsOf(env),
    ...createTelemetry(env),
  });
}
