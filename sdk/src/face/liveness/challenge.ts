/** What may be asked of somebody before a camera; left and right are the person's own. */
export const livenessActions = ["turn_left", "turn_right", "look_up", "blink"] as const;
export type LivenessAction = (typeof livenessActions)[number];

const lengths = [2, 3];

const leastNonce = 16;

/**
 * The steps that a host's nonce asks for (SPEC.md, LIV1 to LIV3): host and device come to the same ones.
 *
 * @param nonce at least 16 random bytes, to be used once
 * @param actions which there are to choose from, at least two; host and device must mean the same in the same order
 * @throws RangeError if the nonce is shorter, or there are too few actions
 */
export async function livenessChallenge(
  nonce: Uint8Array,
  actions: readonly LivenessAction[] = livenessActions,
): Promise<LivenessAction[]> {
  if (nonce.length < leastNonce) throw new RangeError(`a nonce of ${nonce.length} bytes can be guessed`);
  if (actions.length < 2 || new Set(actions).size < actions.length) throw new RangeError("two actions or more are needed");
  const counts = lengths.map((length) => actions.length * (actions.length - 1) ** (length - 1));
  let place = await drawn(nonce, counts.reduce((a, b) => a + b));
  let length = 0;
  while (place >= counts[length]!) place -= counts[length++]!;
  return sequence(place, lengths[length]!, actions);
}

/** A whole number below `count`, every one as likely: what would favour the first of them is drawn again. */
async function drawn(nonce: Uint8Array, count: number): Promise<number> {
  const label = new TextEncoder().encode("likeness-liveness/1");
  const end = 2 ** 32 - (2 ** 32 % count);
  for (let block = 0; block < 256; block++) {
    const digest = await crypto.subtle.digest("SHA-256", Uint8Array.of(...label, ...nonce, block));
    const words = new DataView(digest);
    for (let at = 0; at < digest.byteLength; at += 4) {
      const word = words.getUint32(at);
      if (word < end) return word % count;
    }
  }
  throw new Error("unreachable: 2,048 words in a row were too large");
}

/** The sequence at a place among all of its length in which no action comes twice in a row. */
function sequence(place: number, length: number, actions: readonly LivenessAction[]): LivenessAction[] {
  const others = actions.length - 1;
  const steps: LivenessAction[] = [];
  for (let step = 0; step < length; step++) {
    const rest = others ** (length - 1 - step);
    const digit = Math.floor(place / rest);
    place %= rest;
    const choice = actions.filter((action) => action !== steps.at(-1));
    steps.push(choice[digit]!);
  }
  return steps;
}
