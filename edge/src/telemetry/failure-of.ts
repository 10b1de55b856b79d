import { Problem } from "@likeness/sdk/core";

/** What may be logged of an error: nothing that somebody has sent, and messages repeat what was sent. */
export interface Failure {
  readonly name: string;
  /** Of a `Problem`. */
  readonly code?: string;
  /** Of a bug: where it is. */
  readonly at?: readonly string[];
  /** Of a Durable Object's: what the runtime says of it. */
  readonly overloaded?: true;
  readonly retryable?: true;
  readonly cause?: Failure;
}

/** Frames, and causes of causes, that are told of at most. */
const mostFrames = 12;
const mostCauses = 4;

export function failureOf(error: unknown, depth = 1): Failure {
  if (!(error instanceof Error)) return { name: typeof error };
  const { name, cause } = error;
  const { overloaded, retryable } = error as { overloaded?: unknown; retryable?: unknown };
  return {
    name,
    ...(error instanceof Problem ? { code: error.code } : { at: framesOf(error) }),
    ...(overloaded === true && { overloaded }),
    ...(retryable === true && { retryable }),
    ...(cause !== undefined && depth < mostCauses && { cause: failureOf(cause, depth + 1) }),
  };
}

/** The lines after the message, which stands in a stack as it is and may look like lines of it. */
function framesOf({ stack = "", message }: Error): string[] {
  const rest = message === "" ? stack : stack.slice(stack.indexOf(message) + message.length);
  const frames = rest.split("\n").filter((line) => /^\s+at \S/.test(line));
  return frames.slice(0, mostFrames).map((line) => line.trim());
}
