import type { Answered } from "@likeness/sdk/host";

export type Attributes = Readonly<Record<string, string | number | boolean>>;

/**
 * What happens within a call, and for how long, for whoever operates the server. Nothing of it says who a call is about: no
 * subject, no tenant, no vector, no key.
 */
export interface Traces {
  /** One call, as part of its caller's trace where it says so (W3C Trace Context, `traceparent`). */
  call(request: Request, answer: () => Response | Promise<Response>): Promise<Response>;
  /** Told within the call: what it was, and what came of it. */
  answered(answered: Answered): void;
  /** A part of the call that this is called in. */
  span<Result>(name: string, work: (note: (attributes: Attributes) => void) => Promise<Result>): Promise<Result>;
  /** Sends what is not sent yet. */
  close(): Promise<void>;
}

/** Nobody asks for them. */
export const noTraces: Traces = {
  call: async (_, answer) => answer(),
  answered: () => {},
  span: (_, work) => work(() => {}),
  close: async () => {},
};
