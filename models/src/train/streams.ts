/** Each use of chance in a run has a stream of its own: `seeded(seed, streams.sampler, epoch)`. */
export const streams = { sampler: 1, miner: 2 } as const;
