import { Problem } from "@likeness/sdk/core";
import type { BatchLine, BatchOutcome } from "@likeness/sdk/host";
import type { LineOutcome, Store } from "../store/store.ts";

type Readable = Exclude<BatchLine, { readonly refused: unknown }>;

/** What would refuse every line that comes after: [STO8]. */
const hopeless = new Set<string>(["storage_full", "storage_failed"]);

/**
 * Each line for itself: [ADM4]. Lines that came together share commits: [STO2].
 *
 * @throws Problem `storage_full`, `storage_failed` once the lines that have met it are answered
 */
export async function* enrolLines(
  store: Pick<Store, "enrolMany">,
  { tenant, collection }: { readonly tenant: string; readonly collection: string },
  lines: AsyncIterable<readonly BatchLine[]>,
  signal: AbortSignal,
): AsyncGenerator<readonly BatchOutcome[], void, undefined> {
  for await (const batch of lines) {
    signal.throwIfAborted();
    const taken = batch.filter((line): line is Readable => !("refused" in line));
    const done = await store.enrolMany(tenant, collection, taken);
    const outcomes = new Map(taken.map(({ line }, i) => [line, done[i]!]));
    yield batch.map((line) => ("refused" in line ? line : outcomeOf(line, outcomes.get(line.line)!)));
    for (const outcome of done) if (isHopeless(outcome)) throw outcome.refused;
  }
}

function outcomeOf({ line, subject }: Readable, outcome: LineOutcome): BatchOutcome {
  return "refused" in outcome ? { line, ...outcome } : { line, subject, templateId: outcome.enrolled.templateId };
}

const isHopeless = (outcome: LineOutcome): outcome is { readonly refused: Problem } =>
  "refused" in outcome && outcome.refused instanceof Problem && hopeless.has(outcome.refused.code);
