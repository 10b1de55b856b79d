import type { MiddlewareHandler } from "hono";
import {
  ndjsonType,
  newDeviceHeader,
  proofHeader,
  routes,
  ticketHeader,
  type OperationName,
} from "../contract/index.ts";
import { Problem } from "../core/index.ts";
import { assertAllowed } from "./access.ts";
import { bodyOf, offerText } from "./body.ts";
import type { Known } from "./known.ts";
import { pathWithVerb } from "./verb.ts";

const evidence = [proofHeader, newDeviceHeader, ticketHeader, "If-Match"];

/** What a route of the contract has, as far as it is asked about here. */
interface Contract {
  readonly security?: unknown;
  readonly request?: {
    readonly params: unknown;
    readonly body?: { readonly content: object };
    readonly headers?: { readonly shape: object };
  };
}

/**
 * An operation's route as it is registered. Before anything of the request is validated, and before its body is read,
 * it is asked whether a key of the caller's kind may have it done.
 */
export function operationRoute<Name extends OperationName>(name: Name): (typeof routes)[Name] {
  const route: Contract & { readonly path: string } = routes[name];
  const { security, request } = route;
  const declared = Object.keys(request?.headers?.shape ?? {});
  const untaken = evidence.filter((header) => !declared.includes(header.toLowerCase()));

  const asked: MiddlewareHandler<Known> = async (c, next) => {
    c.set("operation", name);
    if (security) {
      assertAllowed(c.get("caller"), name);
      // What is sent to prove or to guard something is looked at or refused, never passed over.
      const passedOver = untaken.find((header) => c.req.header(header) !== undefined);
      if (passedOver) throw new Problem("invalid_request", `${passedOver}: ${name} takes none`);
      const content = request?.body?.content;
      // A stream is read as it is worked on.
      if (!content || !(ndjsonType in content)) await (content ? offerText(c) : bodyOf(c));
      c.get("underway")?.assertWanted();
    }
    await next();
  };
  return { ...route, path: pathWithVerb(route.path), middleware: asked } as unknown as (typeof routes)[Name];
}

/** An answer that is made by hand. The types of routes know JSON and text alone; what it is to be, the contract says. */
export const routed = (response: Response): never => response as never;
