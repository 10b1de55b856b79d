import type { EnrolLine, EnrolOutcome } from "../contract/collection-messages.ts";
import { ndjsonType } from "../contract/ndjson.ts";
import { fromProblemBody } from "../contract/problem-body.ts";
import { encodeTemplate, Problem, type Template, type TemplateEncoding } from "../core/index.ts";
import type { LineRequests } from "./answer-lines.ts";
import { inTime } from "./in-time.ts";
import { outgoingLines, type Lines, type OutgoingLines } from "./outgoing-lines.ts";
import { beforeRetry, type Content, type Patience } from "./transport.ts";

/** Whom to enrol, by what. */
export type Enrolling = Omit<EnrolLine, "template"> & { readonly template: Template };

export interface EnrolManyOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told after each line that was answered. */
  readonly onProgress?: ((progress: EnrolProgress) => void) | undefined;
  /**
   * Whether each line gets an idempotency key, where it has none: what was sent and not answered is sent again then
   * where a connection breaks. Without them the batch ends there, and it is not known what became of those lines. By
   * default they do.
   */
  readonly idempotent?: boolean | undefined;
  /**
   * Whether lines go out one after the other in one request, each answered while others are sent; else they go in
   * several requests, a thousand lines at most in each. By default in Node, whose `fetch` reads an answer while it
   * sends; browsers do not (WHATWG Fetch, `duplex: "half"`), and what is signed has to be there as a whole.
   */
  readonly streaming?: boolean | undefined;
}

export interface EnrolProgress {
  readonly enrolled: number;
  readonly refused: number;
}

/** What became of a line. */
export type Enrolment =
  | { readonly line: number; readonly subject: string; readonly templateId: string; readonly problem?: undefined }
  | { readonly line: number; readonly subject: string; readonly templateId?: undefined; readonly problem: Problem };

/** What a batch is sent by. */
export interface Sending {
  readonly requests: LineRequests;
  readonly patience: Patience;
  readonly method: string;
  readonly path: string;
  readonly encoding: TemplateEncoding | undefined;
}

/** Some 700 KB of templates of 128 values as f32. */
const inOneRequest = { lines: 1_000, length: 1_000_000 };
const underway = { lines: 2_000, length: 4_000_000 };

/** Characters that are written at once. */
const piece = 65_536;

/**
 * Enrols as many as there are, and gives what became of each, in their order. Neither the caller's lines nor the
 * answers are ahead of the other by more than two thousand: who takes answers slowly is asked for lines slowly.
 */
export async function* enrolMany(
  { requests, patience, method, path, encoding }: Sending,
  lines: Lines<Enrolling>,
  options: EnrolManyOptions,
): AsyncGenerator<Enrolment, void, undefined> {
  const { signal, onProgress, idempotent = true, streaming = false } = options;
  const write = ({ template, ...line }: Enrolling) => {
    const key = idempotent ? { idempotencyKey: crypto.randomUUID() } : {};
    const text = JSON.stringify({ ...key, ...line, template: encodeTemplate(template, encoding) } satisfies EnrolLine);
    return { subject: line.subject, text: `${text}\n` };
  };
  const outgoing = outgoingLines(lines, write, streaming ? underway : inOneRequest, streaming ? piece : Infinity);
  const progress = { enrolled: 0, refused: 0 };

  try {
    for (let tried = 0; ; ) {
      outgoing.restart();
      const first = await inTime(outgoing.next(false), patience.timeout, signal, () => false);
      if (first === "") break;
      let isTaken = false;
      try {
        const content: Content = { type: ndjsonType, body: streaming ? streamOf(first, outgoing) : first };
        const answers = await requests.open<EnrolOutcome>(method, path, { signal, content }, outgoing.isDue);
        isTaken = true;
        for await (const answer of answers) {
          const outcome = outcomeOf(answer, outgoing);
          tried = 0;
          progress[outcome.problem ? "refused" : "enrolled"] += 1;
          onProgress?.({ ...progress });
          yield outcome;
        }
        if (outgoing.isDue()) throw new Problem("internal", "the host has not answered every line");
      } catch (problem) {
        signal?.throwIfAborted();
        // Of what may have been taken it is not known what became of it.
        const isKnown = !isTaken && problem instanceof Problem && problem.code !== "unreachable";
        if (!idempotent && !isKnown) throw problem;
        await beforeRetry(problem, tried++, patience, signal);
      }
    }
    outgoing.isDone();
  } finally {
    outgoing.close();
  }
}

/** The rest follows as there is room for it. */
function streamOf(first: string, outgoing: OutgoingLines): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let text = first;
  return new ReadableStream(
    {
      pull: async (body) => {
        text ||= await outgoing.next(true);
        if (text === "") return body.close();
        body.enqueue(encoder.encode(text));
        text = "";
      },
    },
    { highWaterMark: 0 },
  );
}

/** @throws Problem `internal` for an answer to what was not sent */
function outcomeOf(answer: EnrolOutcome, outgoing: OutgoingLines): Enrolment {
  const sent = outgoing.answered();
  if (!sent) throw new Problem("internal", "the host has answered a line that was not sent");
  const { line, subject } = sent;
  if ("templateId" in answer) return { line, subject, templateId: answer.templateId };
  return { line, subject, problem: fromProblemBody(answer.problem) ?? new Problem("internal", answer.problem.title) };
}
