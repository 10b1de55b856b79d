import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { OperationName } from "../contract/index.ts";
import type { ProblemCode } from "../core/index.ts";
import type { Caller } from "./gallery.ts";
import type { Watched } from "./underway.ts";

/** What is known of a call while it is answered. */
export interface Known {
  Variables: {
    requestId: string;
    caller: Caller | undefined;
    operation: OperationName | undefined;
    code: ProblemCode | undefined;
    /** Of calls about collections. Who takes it out of here ends it. */
    underway: Watched | undefined;
    /** As it arrived, once it has been asked for. */
    body: Promise<Uint8Array<ArrayBuffer>> | undefined;
  };
}

export type Host = OpenAPIHono<Known>;
export type Call = Context<Known>;
