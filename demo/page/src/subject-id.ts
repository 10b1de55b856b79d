import { sha256Hex } from "@likeness/sdk/core";

/** As the contract has it. */
const identifier = /^[a-z0-9][a-z0-9._~-]{0,127}$/;
const longestStem = 80;
const digestDigits = 10;

/**
 * The subject identifier of a written name, always the same for the same name; `undefined` for a blank one.
 *
 * Capitals and the width of blanks do not make another person: "Ada  Lovelace" is `ada-lovelace`. Whatever else
 * an identifier cannot carry is replaced by a digest of the name, so that José is not Jose and 张伟 is not 李娜;
 * what can be read of the name stands before it.
 */
export async function subjectId(name: string): Promise<string | undefined> {
  const plain = name.normalize("NFKC").trim().toLowerCase().replaceAll(/\s+/g, "-");
  if (plain === "") return undefined;
  if (identifier.test(plain)) return plain;
  const digest = (await sha256Hex(plain)).slice(0, digestDigits);
  return `${readableStem(plain) || "name"}~${digest}`;
}

/** The letters and digits of it, without their accents. */
function readableStem(plain: string): string {
  return plain
    .normalize("NFD")
    .replaceAll(/\p{Mark}+/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, longestStem)
    .replaceAll(/^-+|-+$/g, "");
}
