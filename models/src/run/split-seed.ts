/** Splits by chance are the same for every seed of a run: only then can runs be held against each other. */
export const splitSeed = 1;
