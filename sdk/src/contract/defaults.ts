/** The false match rate that a verification is decided at where none is asked for: one in ten thousand. */
export const defaultTargetFmr = 1e-4;

/** The false positive identification rate that a search is decided at where none is asked for. */
export const defaultTargetFpir = 0.003;
