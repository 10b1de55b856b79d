import { assertSameModel, Problem, type UnitVector } from "@likeness/sdk/core";
import type { Address } from "../address.ts";
import { openTemplate } from "../sealing/seal.ts";
import { knownRow } from "./state.ts";
import type { SealedRow } from "./sealed-rows.ts";
import type { VaultParts } from "./vault-parts.ts";

/** A template in the clear: to be compared or told to the server, and then let go. */
export interface OpenedTemplate {
  readonly templateId: string;
  readonly vector: UnitVector;
  /** What the device measured of the picture, 0 to 1. */
  readonly quality: number | undefined;
}

/**
 * The subject's templates of one model: all of them, or none. What was erased or replaced while they were being opened
 * is not told: then it is looked again.
 *
 * @throws Problem `unknown_subject`, `model_mismatch`, `template_unreadable`, `keys_unavailable`, `not_configured`
 */
export async function open(parts: VaultParts, address: Address, modelId: string): Promise<OpenedTemplate[]> {
  for (;;) {
    const { dataKey, modelId: own } = knownRow(parts, address);
    const rows = parts.templates.of(modelId);
    if (rows.length === 0) assertSameModel(own, modelId);
    const opening = openAll(parts, address, dataKey, rows);
    const outcome = await opening.then(
      (opened) => ({ opened }),
      (problem: unknown) => ({ problem }),
    );
    if (parts.subject.read()?.dataKey !== dataKey) continue;
    if ("problem" in outcome) throw outcome.problem;
    return outcome.opened;
  }
}

async function openAll(
  { keys }: Pick<VaultParts, "keys">,
  address: Address,
  dataKey: string,
  rows: readonly SealedRow[],
): Promise<OpenedTemplate[]> {
  const key = await keys.open(dataKey);
  return Promise.all(
    rows.map(async ({ templateId, modelId, sealed, quality }) => {
      const vector = await openTemplate(key, { address, modelId, dataKey, slot: templateId }, sealed);
      if (!vector) throw new Problem("template_unreadable");
      return { templateId, vector, quality };
    }),
  );
}
