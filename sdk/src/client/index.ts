export * from "./client.ts";
export type { TransportOptions } from "./transport.ts";
export type * from "../contract/messages.ts";
