import type { EnrolOutcome, EnrolSummary } from "../contract/index.ts";
import type { Problem } from "../core/index.ts";
import { batchBody } from "./batch-body.ts";
import type { BatchOutcome, Collections } from "./collections.ts";
import { gathered } from "./gathered.ts";
import type { HostOptions } from "./host-options.ts";
import type { Call } from "./known.ts";
import { lineProblem, ndjsonAnswer } from "./ndjson-answer.ts";
import { asProblem } from "./problem-answer.ts";
import { streamed } from "./streamed.ts";

/**
 * How many lines may have come and wait for those before them to be done. With those under way: the most that is held.
 */
const mostWaiting = 1_000;

/**
 * A batch as it comes: lines are read while those before them are done, and no faster than their answers are taken.
 * However it ends, the last line says how many were done and why there are no more: [ADM4].
 */
export async function enrolMany(
  c: Call,
  collections: Collections,
  collection: string,
  { models, onFailure }: HostOptions,
): Promise<Response> {
  const caller = c.get("caller")!;
  const requestId = c.get("requestId");
  const body = await streamOf(c);
  const stream = streamed(c);
  const { signal } = stream;
  const batch = batchBody(body, models, signal);

  const answerOf = (outcome: BatchOutcome): EnrolOutcome => {
    if (!("refused" in outcome)) {
      const { line, subject, templateId } = outcome;
      return { line, subject, templateId };
    }
    const problem = asProblem(outcome.refused);
    if (problem.code === "internal") onFailure?.({ requestId, error: outcome.refused });
    return { line: outcome.line, problem: lineProblem(problem) };
  };

  async function* answers(): AsyncGenerator<readonly (EnrolOutcome | EnrolSummary)[], void, undefined> {
    let [enrolled, refused] = [0, 0];
    let problem: Problem | undefined;
    try {
      const lines = gathered(batch.lines, mostWaiting);
      for await (const outcomes of collections.enrolMany(caller, collection, lines, { signal })) {
        const failed = outcomes.filter((outcome) => "refused" in outcome).length;
        refused += failed;
        enrolled += outcomes.length - failed;
        yield outcomes.map(answerOf);
      }
      problem = batch.problem() ?? stream.stopped();
    } catch (error) {
      problem = stream.failed(error, onFailure);
    } finally {
      stream.end();
    }
    const summary = { lines: batch.count(), enrolled, refused };
    yield [{ summary, ...(problem && { problem: lineProblem(problem) }) }];
  }

  return ndjsonAnswer(c, answers(), stream);
}

/** The body, or what was read of it already to see who has signed it. */
async function streamOf(c: Call): Promise<ReadableStream<Uint8Array>> {
  const read = c.get("body");
  if (!read) return c.req.raw.body ?? new Blob([]).stream();
  return new Blob([await read]).stream();
}
