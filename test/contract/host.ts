import type { Client } from "@likeness/sdk/client";

/** One running host, as the contract suite reaches it. */
export interface HostUnderTest {
  readonly endpoint: string;
  readonly fetch: typeof fetch;
  /** A name no other test uses: hosts keep what they are given. */
  readonly collection: string;
  client(key: string): Client;
}
