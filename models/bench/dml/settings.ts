/** What all runs of the table have in common, fixed before the first of them. */
export const settings = {
  /** Counts up where a change of the code changes what a run gives, so that finished runs are not taken for new ones. */
  protocol: 1,
  /** Side of the pictures. */
  size: 28,
  dimension: 64,
  /** Of the blocks of the ConvNet. */
  channels: [32, 32, 64, 64],
  weightDecay: 1e-4,
  warmUp: 50,
  evaluations: 10,
  /** The rates among which the validation of one set chooses for each loss, with the first seed. */
  rates: [0.001, 0.003],
  ratesChosenOn: "omniglot",
} as const;

/** One run: everything that its figures follow from. */
export interface Cell {
  readonly set: string;
  readonly recipe: string;
  readonly seed: number;
  readonly rate: number;
  readonly steps: number;
}

/** Retrieval and clustering of one part of a set. */
export interface Quality {
  readonly recallAt1: number;
  readonly mapAtR: number;
  readonly nmi: number;
}

export interface CellResult {
  readonly test: Quality;
  /** MAP@R of the validation at the step that was chosen. */
  readonly validation: number;
  readonly bestStep: number;
  readonly seconds: number;
}
