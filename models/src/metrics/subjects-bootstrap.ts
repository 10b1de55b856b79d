/**
 * 95 % intervals by the subsets bootstrap (Bolle 2004, "Error analysis of pattern recognition systems"): whole
 * subjects are drawn again, with all their pictures, because pairs that share a subject are not independent.
 *
 * @param subjects how many there are
 * @param statistics of a sample in which each subject was drawn so many times; a draw for which one is no number does
 *   not count for it
 */
export function subjectsBootstrap<Name extends string>(
  subjects: number,
  statistics: (drawn: Float64Array) => Readonly<Record<Name, number>>,
  { rounds = 1000, random }: { readonly rounds?: number; readonly random: () => number },
): Record<Name, readonly [number, number]> {
  const values = new Map<string, number[]>();
  const drawn = new Float64Array(subjects);
  for (let round = 0; round < rounds; round++) {
    drawn.fill(0);
    for (let i = 0; i < subjects; i++) drawn[Math.floor(random() * subjects)]!++;
    for (const [name, value] of Object.entries<number>(statistics(drawn))) {
      const all = values.get(name) ?? [];
      values.set(name, all);
      if (!Number.isNaN(value)) all.push(value);
    }
  }
  return Object.fromEntries([...values].map(([name, all]) => [name, middle(all)])) as Record<
    Name,
    readonly [number, number]
  >;
}

/** Between these lie 95 % of the values. */
function middle(values: readonly number[]): readonly [number, number] {
  const sorted = Float64Array.from(values).toSorted();
  return [
    sorted[Math.floor(0.025 * sorted.length)] ?? Number.NaN,
    sorted[Math.ceil(0.975 * sorted.length) - 1] ?? Number.NaN,
  ];
}
