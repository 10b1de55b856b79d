export type { Sign } from "../client/transport.ts";
