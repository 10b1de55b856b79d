import type { Health } from "../contract/index.ts";
import type { Problem } from "../core/index.ts";
import type { Answered } from "./answered.ts";
import type { Binding } from "./binding.ts";
import type { Collections } from "./collections.ts";
import type { Caller, Gallery } from "./gallery.ts";
import type { KeyRing } from "./keys.ts";
import type { Limits } from "./limits.ts";
import type { Models } from "./models.ts";
import type { SigningKeys } from "./signing-keys.ts";

/**
 * Another way to say who calls, before the API key is looked for.
 *
 * @param body as it arrives, within its limit
 * @returns undefined if it is not this one
 */
export type Authenticate = (
  request: Request,
  body: () => Promise<Uint8Array<ArrayBuffer>>,
) => Promise<Caller | undefined>;

export interface HostOptions {
  readonly service: Health["service"];
  readonly gallery: Gallery;
  readonly models: Models;
  readonly keys: KeyRing;
  readonly authenticate?: Authenticate | undefined;
  /** Binds subjects to devices; a host without it has none of those routes, and takes no evidence. */
  readonly binding?: Binding | undefined;
  /** Collections as a whole; a host without it has none of those routes. */
  readonly collections?: Collections | undefined;
  readonly limits?: Limits | undefined;
  /** Origins whose pages may call this host. */
  readonly origins?: readonly string[];
  readonly engine?: string;
  /** What the engine was built as and runs by here, by name; for the health route. */
  readonly build?: Readonly<Record<string, string>>;
  /** Why calls are not to be sent here now, a problem of status 503; none: they are. Without it they always are. */
  readonly readiness?: () => Problem | undefined | Promise<Problem | undefined>;
  /** To let devices verify offline; without them no grants are given. */
  readonly signingKeys?: SigningKeys | undefined;
  readonly now?: () => Date;
  /** Told of each failure that is a bug or an outage, with the request it happened in; never of a template. */
  readonly onFailure?: (failure: { requestId: string; error: unknown }) => void;
  /** Told of each answer but those to a browser's preflights. What it throws changes no answer. */
  readonly onAnswer?: (answered: Answered) => void;
}
