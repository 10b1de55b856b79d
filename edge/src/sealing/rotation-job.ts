import type { SubjectEnv } from "../subject/subject-env.ts";
import { r2KeyBucket } from "./drivers/r2.ts";
import { rotate } from "./rotation.ts";
import { parseSealingSecrets } from "./sealing-secrets.ts";

/**
 * What the worker does on its schedule. It says in one line how far it has come: with `done`, and none `failed`, the
 * older secrets can be taken away.
 *
 * @throws Problem `not_configured`
 */
export async function runRotation(
  { DATA_KEYS, SEALING_SECRETS }: Pick<SubjectEnv, "DATA_KEYS" | "SEALING_SECRETS">,
  sink: Pick<Console, "log"> = console,
): Promise<void> {
  const secrets = parseSealingSecrets(SEALING_SECRETS);
  const rotation = await rotate(r2KeyBucket(DATA_KEYS), secrets);
  sink.log(JSON.stringify({ event: "rotation", version: secrets.current, ...rotation }));
}
