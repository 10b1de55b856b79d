import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus, xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** Numbers by chance, the same ones for the same seed or state. */
export interface Random {
  /** From 0 up to 1. */
  uniform(): number;
  /** A whole number from 0 up to `limit`, each as likely as any other. */
  integer(limit: number): number;
  /** Of the standard normal distribution. */
  normal(): number;
  /** A new list in an order by chance. */
  shuffled<Item>(items: readonly Item[]): Item[];
  /** What {@link randomFrom} goes on from, as if there had been no pause. */
  state(): readonly number[];
}

/** One stream of numbers for each list of seeds: `seeded(run, epoch, picture)` needs no order between pictures. */
export function seeded(...seeds: readonly number[]): Random {
  return over(xoroshiro128plus(seeds.reduce(mix, 0x9e3779b9)));
}

/** Goes on where {@link Random.state} was read. */
export function randomFrom(state: readonly number[]): Random {
  return over(xoroshiro128plusFromState(state));
}

function over(generator: ReturnType<typeof xoroshiro128plus>): Random {
  const uniform = () => uniformFloat64(generator);
  const integer = (limit: number) => uniformInt(generator, 0, limit - 1);
  return {
    uniform,
    integer,
    // Box and Muller 1958; the second number of the pair is dropped, so that the state is the generator's alone.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    shuffled: (items) => {
      const list = [...items];
      // Fisher and Yates.
      for (let i = list.length - 1; i > 0; i--) {
        const j = integer(i + 1);
        [list[i], list[j]] = [list[j]!, list[i]!];
      }
      return list;
    },
    state: () => generator.getState(),
  };
}

/** MurmurHash3's finaliser (Appleby 2011) over the sum so far: seeds side by side give streams far apart. */
function mix(sum: number, seed: number): number {
  let h = Math.imul(sum ^ seed, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
