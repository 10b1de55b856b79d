import { Problem, type ProblemCode } from "../core/index.ts";
import { pause } from "../core/pause.ts";
import { timeoutHeader } from "../contract/paths.ts";
import { fromProblemBody } from "../contract/problem-body.ts";

/** Statuses of what may be over when the call is made again. */
const passing = new Set([429, 503]);

/** What whoever is before the device has to know of first: how long to wait, or that they were asked in vain. */
const told = new Set<ProblemCode>(["attempts_delayed", "device_unavailable"]);

/** What is as it is until an operator has seen to it, whatever its status. */
const lasting = new Set<ProblemCode>(["not_configured"]);

export interface TransportOptions {
  /** Where the host is, without `/v1`. */
  readonly endpoint: string | URL;
  /** An API key, sent as it is; none where `sign` says who calls. */
  readonly key?: string | undefined;
  /** Further headers for every try of every call, made of what is sent. */
  readonly sign?: Sign | undefined;
  /** How often a call is tried again when the host does not answer or says it is busy. */
  readonly retries?: number;
  /** Milliseconds before the first retry; doubled for each next one, then varied so that clients spread. */
  readonly backoff?: number;
  /** Milliseconds one try may take. */
  readonly timeout?: number;
  readonly fetch?: typeof fetch;
}

/** A request as it is sent, for those who sign it. */
export interface Sent {
  readonly method: string;
  /** As the host sees it, with the query. */
  readonly path: string;
  /** The call's own, as they were named. */
  readonly headers: Readonly<Record<string, string>>;
  /** The very text of the body. */
  readonly body: string | undefined;
}

/** Headers that prove something of a request. Asked for anew with each try, because what they prove holds once. */
export type Sign = (sent: Sent) => Promise<Record<string, string>>;

export interface Call {
  readonly signal?: AbortSignal | undefined;
  /** Instead of the transport's own. */
  readonly retries?: number | undefined;
  readonly headers?: Record<string, string>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. A stream cannot be signed, nor sent again. */
  readonly content?: Content | undefined;
  readonly sign?: Sign | undefined;
}

export interface Content {
  readonly type: string;
  readonly body: string | ReadableStream<Uint8Array>;
}

/** A request that is signed and has not been sent. */
type Prepared = (signal: AbortSignal) => Promise<Response>;

/** Requests as they go out: each is made once, and answered with whatever comes of it. */
export function createRequests({ endpoint, key, sign, fetch: own }: TransportOptions) {
  const base = String(endpoint).replace(/\/+$/, "");
  const doFetch: typeof fetch = own ?? ((...request) => fetch(...request));

  return async function prepare(
    method: string,
    path: string,
    call: Call,
    unsigned?: Record<string, string>,
  ): Promise<Prepared> {
    const { pathname, search } = new URL(base + path);
    const text = call.body === undefined ? undefined : JSON.stringify(call.body);
    const { type, body } = call.content ?? { type: "application/json", body: text };
    const isStream = typeof body === "object";
    const sent = { method, path: pathname + search, headers: call.headers ?? {}, body: isStream ? undefined : body };
    const signed = { ...(await sign?.(sent)), ...(await call.sign?.(sent)) };
    const headers = {
      ...(key !== undefined && { Authorization: `Bearer ${key}` }),
      Accept: "application/json, application/problem+json",
      ...(body !== undefined && { "Content-Type": type }),
      ...unsigned,
      ...call.headers,
      ...signed,
    };
    // Of a stream fetch wants to be told that its answer may come before its end (WHATWG Fetch, RequestInit's `duplex`).
    const init = { method, headers, ...(body !== undefined && { body }), ...(isStream && { duplex: "half" as const }) };
    return (signal) => doFetch(base + path, { ...init, signal });
  };
}

/** @returns the problem that an answer is which is not as it should be */
export function problemIn({ status, headers }: Response, answer: unknown): Problem {
  const seconds = Number(headers.get("retry-after")) || undefined;
  return fromProblemBody(answer, seconds) ?? foreignProblem(status, seconds);
}

/** When something is tried again. */
export type Patience = Required<Pick<TransportOptions, "retries" | "backoff" | "timeout">>;

export const patienceOf = ({ retries = 2, backoff = 200, timeout = 15_000 }: TransportOptions): Patience => ({
  retries,
  backoff,
  timeout,
});

/**
 * Waits until what has failed is worth another try.
 *
 * @param tried how often it has been tried again
 * @throws the problem, if it never is, or has been often enough
 */
export async function beforeRetry(
  problem: unknown,
  tried: number,
  { retries, backoff, timeout }: Patience,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (!(problem instanceof Problem) || !passing.has(problem.status)) throw problem;
  if (told.has(problem.code) || lasting.has(problem.code)) throw problem;
  if (tried >= retries) throw problem;
  const asked = (problem.retryAfter ?? 0) * 1000;
  // Whoever calls would rather know than wait for longer than an answer may take.
  if (asked > timeout) throw problem;
  const own = backoff * 2 ** tried * (0.5 + Math.random());
  await pause(Math.min(Math.max(asked, own), timeout), signal);
}

/**
 * Sends calls and turns what comes back into a value or a `Problem`.
 *
 * Every operation of the contract may be sent twice: reading and comparing change nothing, enrolling carries an
 * idempotency key. Erasing too, except that the second answer is `unknown_subject`; that is given as it is.
 */
export function createTransport(options: TransportOptions) {
  const prepare = createRequests(options);
  const patience = patienceOf(options);
  const { timeout } = patience;
  // The host is to work for no longer than somebody waits.
  const waiting = { [timeoutHeader]: String(Math.min(Math.max(1, Math.ceil(timeout)), 3_600_000)) };

  async function attempt<Answer>(method: string, path: string, call: Call): Promise<Answer> {
    const send = await prepare(method, path, call, waiting);
    const limit = AbortSignal.timeout(timeout);
    let response: Response;
    let text: string;
    try {
      response = await send(call.signal ? AbortSignal.any([call.signal, limit]) : limit);
      text = await response.text();
    } catch (cause) {
      call.signal?.throwIfAborted();
      const detail = limit.aborted ? `no answer in ${timeout} ms` : undefined;
      throw new Problem("unreachable", detail, { cause });
    }
    const answer = parse(text);
    if (response.ok && answer !== undefined) return answer as Answer;
    throw problemIn(response, answer);
  }

  return async function send<Answer>(method: string, path: string, call: Call = {}): Promise<Answer> {
    for (let tried = 0; ; tried++) {
      call.signal?.throwIfAborted();
      try {
        return await attempt<Answer>(method, path, call);
      } catch (problem) {
        await beforeRetry(problem, tried, { ...patience, retries: call.retries ?? patience.retries }, call.signal);
      }
    }
  };
}

/** A proxy in between answers in its own words; its status says enough. */
function foreignProblem(status: number, seconds: number | undefined): Problem {
  const told = seconds === undefined ? {} : { retryAfter: seconds };
  if (status === 429) return new Problem("rate_limited", `HTTP ${status}`, told);
  return new Problem([502, 503, 504].includes(status) ? "unreachable" : "internal", `HTTP ${status}`, told);
}

export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
