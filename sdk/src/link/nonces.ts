/** Which nonces have been seen, for as long as they could count again. */
export interface Nonces {
  /**
   * Remembers a nonce.
   *
   * @param until milliseconds since 1970; after that what carried it is refused for its age
   * @returns `seen` if it was remembered already, `full` if there is no room for one that must not be forgotten
   */
  add(nonce: string, until: number, now: number): "new" | "seen" | "full";
}

/** Milliseconds that one generation takes in. */
const span = 10_000;

/**
 * In memory, and bounded. Nonces are kept by generation, each of which is dropped whole when the last of it has
 * expired; where there is no room, a nonce is refused and none is forgotten early.
 *
 * A restart forgets all of them: who verifies has to refuse what was signed before it began.
 *
 * @param most how many are remembered; 100 bytes each, about
 */
export function memoryNonces(most = 500_000): Nonces {
  const generations = new Map<number, Set<string>>();
  return {
    add: (nonce, until, now) => {
      for (const ends of generations.keys()) if (ends < now) generations.delete(ends);
      const ends = Math.ceil(until / span) * span;
      const generation = generations.get(ends) ?? new Set();
      if (generation.has(nonce)) return "seen";
      let size = 0;
      for (const each of generations.values()) size += each.size;
      if (size >= most) return "full";
      generations.set(ends, generation.add(nonce));
      return "new";
    },
  };
}
