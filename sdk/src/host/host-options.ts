import type { Health } from "../contract/index.ts";
import type { Answered } from "./answered.ts";
import type { Binding } from "./binding.ts";
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
  readonly limits?: Limits | undefined;
  /** Origins whose pages may call this host. */
  readonly origins?: readonly string[];
  readonly engine?: string;
  /** To let devices verify offline; without them no grants are given. */
  readonly signingKeys?: SigningKeys | undefined;
  readonly now?: () => Date;
  /** Told of each failure that is a bug or an outage, with the request it happened in; never of a template. */
  readonly onFailure?: (failure: { requestId: string; error: unknown }) => void;
  /** Told of each answer but those to a browser's preflights. What it throws changes no answer. */
  readonly onAnswer?: (answered: Answered) => void;
}
