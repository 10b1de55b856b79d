import type { CryptoKey } from "jose";
import { CompactSign } from "jose/jws/compact/sign";
import { compactVerify } from "jose/jws/compact/verify";
import type { PublicJwk } from "../contract/messages.ts";
import { fromBase64Url, Problem, toBase64Url, type ProblemCode } from "../core/index.ts";

export interface Signer {
  /** Names the key: the thumbprint of its public half. */
  readonly kid: string;
  readonly key: CryptoKey;
}

/**
 * JSON, signed: a compact JWS (RFC 7515) with ES256. The type is part of what is signed, so that one kind of token
 * is never taken for another (RFC 8725, section 3.11).
 */
export function sign(claims: object, typ: string, { kid, key }: Signer): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: "ES256", typ, kid })
    .sign(key);
}

/**
 * What was signed, once it is known who signed it.
 *
 * @param keyOf the public key of that name, if it is one that counts
 * @param code of the problem that it is if it may not be believed
 * @throws Problem of that code
 */
export async function verifySigned(
  token: string,
  typ: string,
  keyOf: (kid: string | undefined) => PublicJwk | undefined,
  code: ProblemCode = "offline_invalid",
): Promise<unknown> {
  try {
    assertOneSpelling(token);
    const { payload, protectedHeader } = await compactVerify(
      token,
      ({ kid }) => {
        const jwk = keyOf(kid);
        if (!jwk) throw new Error(`signed with a key that does not count here: ${kid}`);
        return { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y, alg: "ES256" };
      },
      { algorithms: ["ES256"] },
    );
    if (protectedHeader.typ !== typ) throw new Error(`it is a ${protectedHeader.typ}, not a ${typ}`);
    return JSON.parse(new TextDecoder().decode(payload)) as unknown;
  } catch (cause) {
    // Whatever is wrong with it, it is no token that may be believed.
    throw new Problem(code, (cause as Error).message, { cause });
  }
}

/**
 * The last digit of a signature has bits that belong to no byte (RFC 4648, section 3.5): who does not look at them takes
 * several texts for one.
 */
function assertOneSpelling(token: string): void {
  const signature = token.slice(token.lastIndexOf(".") + 1);
  if (toBase64Url(fromBase64Url(signature)) !== signature) throw new Error("its signature is not spelled as it was made");
}
