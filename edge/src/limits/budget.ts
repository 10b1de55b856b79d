import { DurableObject } from "cloudflare:workers";

/** Counts calls of one address or tenant. */
export class Budget extends DurableObject {}
