import { CompactEncrypt } from "jose/jwe/compact/encrypt";
import type { PublicJwk } from "../contract/messages.ts";
import { decodeTemplate, encodeTemplate, Problem, type EncodedTemplate, type Template } from "../core/index.ts";
import { thumbprintOf } from "../device/public-jwk.ts";

const sealedType = "likeness-templates+jwe";
const sealedFormat = "likeness-templates/1";

interface Content {
  readonly format: typeof sealedFormat;
  readonly dimension: number;
  readonly templates: readonly EncodedTemplate[];
}

/**
 * Templates that only the holder of the key can open: a compact JWE (RFC 7516), ECDH-ES with a key made for this
 * one message (RFC 7518, section 4.6) and AES-256 in GCM.
 *
 * @param templates of one model, one at least
 * @throws Problem `invalid_request` if `to` is no point of the curve
 */
export async function sealTemplates(templates: readonly Template[], to: PublicJwk): Promise<string> {
  const content: Content = {
    format: sealedFormat,
    dimension: templates[0]!.vector.length,
    templates: templates.map((template) => encodeTemplate(template)),
  };
  const kid = await thumbprintOf(to);
  const { kty, crv, x, y } = to;
  try {
    return await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(content)))
      .setProtectedHeader({ alg: "ECDH-ES", enc: "A256GCM", typ: sealedType, kid })
      .encrypt({ kty, crv, x, y, alg: "ECDH-ES" });
  } catch (cause) {
    throw new Problem("invalid_request", "the sealing key is not a public key on P-256", { cause });
  }
}

/**
 * @param opened what the device's key made of the JWE
 * @throws Problem `offline_invalid` for a format of another release
 */
export function templatesIn(opened: Uint8Array): Template[] {
  const { format, dimension, templates } = JSON.parse(new TextDecoder().decode(opened)) as Content;
  if (format !== sealedFormat) throw new Problem("offline_invalid", `this release cannot read ${format}`);
  return templates.map((template) => decodeTemplate(template, dimension));
}
