import type { ProblemCode } from "@likeness/sdk/core";

/** What a call costs of a budget. */
export const callCost = 1;

/** What a guess costs: a key, ticket, proof or challenge that was none. */
export const guessCost = 10;

const guesses: ReadonlySet<ProblemCode> = new Set([
  "ticket_missing",
  "ticket_invalid",
  "ticket_spent",
  "proof_missing",
  "proof_invalid",
  "challenge_invalid",
  "challenge_spent",
]);

/**
 * What is still owed for a call that was admitted and then refused. Calls without a known key are none of them: they
 * have paid for a guess at the door, so that no number of them at once gets in before the first is charged.
 */
export const owedFor = (code: ProblemCode): number => (guesses.has(code) ? guessCost - callCost : 0);
