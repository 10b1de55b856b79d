/**
 * Seconds of each of so many turns, the first of them, in which caches and code warm up, left out.
 *
 * @param work of a turn, by its number
 */
export async function timed(turns: number, work: (turn: number) => Promise<unknown>): Promise<number[]> {
  const seconds: number[] = [];
  for (let turn = 0; turn <= turns; turn++) {
    const begun = performance.now();
    await work(turn);
    if (turn > 0) seconds.push((performance.now() - begun) / 1000);
  }
  return seconds;
}
