import { expect, test } from "vitest";
import { Problem } from "@likeness/sdk/core";
import type { BatchLine, Enrolment } from "@likeness/sdk/host";
import type { EnrolLine, LineOutcome } from "../store/store.ts";
import { enrolLines } from "./enrol-lines.ts";

const line = (number: number): BatchLine => ({ line: number, subject: `s-${number}`, enrolment: {} as Enrolment });
const bad = (number: number): BatchLine => ({ line: number, refused: new Problem("invalid_request") });

/** A store that refuses by the names of subjects. */
function storeWith(refusals: Record<string, unknown>) {
  const taken: string[][] = [];
  const enrolMany = async (
    _tenant: string,
    _collection: string,
    lines: readonly EnrolLine[],
  ): Promise<LineOutcome[]> => {
    taken.push(lines.map(({ subject }) => subject));
    return lines.map(({ subject }) =>
      subject in refusals ? { refused: refusals[subject] } : { enrolled: { templateId: `t-${subject}` } as never },
    );
  };
  return { taken, enrolMany };
}

async function run(
  store: ReturnType<typeof storeWith>,
  batches: readonly (readonly BatchLine[])[],
  signal?: AbortSignal,
) {
  const outcomes: unknown[] = [];
  const source = (async function* () {
    yield* batches;
  })();
  const where = { tenant: "acme", collection: "staff" };
  let failure: unknown;
  try {
    for await (const some of enrolLines(store, where, source, signal ?? new AbortController().signal))
      outcomes.push(...some);
  } catch (error) {
    failure = error;
  }
  return { outcomes, failure };
}

test("[ADM4] every line is answered in its place, and a bad one harms no other", async () => {
  const refused = new Problem("subject_full");
  const store = storeWith({ "s-3": refused });
  const { outcomes, failure } = await run(store, [[line(1), bad(2), line(3)], [line(4)]]);
  expect(failure).toBeUndefined();
  expect(outcomes).toEqual([
    { line: 1, subject: "s-1", templateId: "t-s-1" },
    { line: 2, refused: expect.objectContaining({ code: "invalid_request" }) },
    { line: 3, refused },
    { line: 4, subject: "s-4", templateId: "t-s-4" },
  ]);
});

test.each(["storage_full", "storage_failed"] as const)(
  "[STO8] a disk that fails (%s) ends the batch, once those that have met it are answered",
  async (code) => {
    const store = storeWith({ "s-2": new Problem(code) });
    const { outcomes, failure } = await run(store, [[line(1), line(2)], [line(3)]]);
    expect(outcomes).toHaveLength(2);
    expect(failure).toMatchObject({ code });
    expect(store.taken).toEqual([["s-1", "s-2"]]);
  },
);

test("[ADM2] nothing more is begun when nobody waits for it", async () => {
  const store = storeWith({});
  const { failure } = await run(store, [[line(1)]], AbortSignal.abort(new Error("gone")));
  expect(failure).toMatchObject({ message: "gone" });
  expect(store.taken).toEqual([]);
});
