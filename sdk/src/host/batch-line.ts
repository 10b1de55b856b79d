import { enrolLine, valueOf, type Line } from "../contract/index.ts";
import { Problem, sha256Hex } from "../core/index.ts";
import { bodyLimitBytes } from "./body.ts";
import type { BatchLine } from "./collections.ts";
import type { Models } from "./models.ts";
import { invalidRequest } from "./problem-answer.ts";

/** Bytes: a line is what a single enrolment's body is. */
export const lineLimitBytes = bodyLimitBytes;

/** A line as it is to be enrolled, or refused: by what is wrong with it alone, [ADM4]. */
export async function readBatchLine({ number, bytes }: Line, models: Models): Promise<BatchLine> {
  try {
    if (!bytes) throw new Problem("body_too_large", `at most ${lineLimitBytes} bytes a line`);
    const read = enrolLine.safeParse(valueOf(bytes));
    if (!read.success) throw invalidRequest(read.error.issues, "line");
    const { subject, template, metadata, replace = false, quality, idempotencyKey: key } = read.data;
    // The line's bytes may be gone by the time that they are digested.
    const digest = key === undefined ? undefined : sha256Hex(bytes.slice());
    const enrolment = { template: models.decode(template), metadata, replace, quality, consent: undefined };
    const idempotency = digest && { key: key!, digest: await digest };
    return { line: number, subject, enrolment: { ...enrolment, idempotency } };
  } catch (refused) {
    return { line: number, refused };
  }
}
