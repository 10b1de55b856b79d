// Test support: an outbox in the storage of an object that no other test has.

import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { createOutbox, type Message, type Outbox } from "./outbox.ts";

export const address = { tenant: "acme", collection: "staff", subject: "ada" };

export const enrolment = (templateId: string, changes: { replace?: boolean } = {}): Message => ({
  kind: "enrol",
  address,
  templateId,
  metadata: { hall: "7" },
  replace: false,
  ...changes,
});

export const erasure: Message = { kind: "erase", address };

/** A clock that stands still until it is set. */
export function testClock(at = Date.parse("2026-01-02T03:04:05Z")) {
  const clock = { at, now: () => new Date(clock.at) };
  return clock;
}

export interface TestOutbox {
  readonly outbox: Outbox;
  readonly storage: DurableObjectStorage;
  readonly clock: ReturnType<typeof testClock>;
  /** As after the object was evicted from memory. */
  reopened(): Outbox;
}

export function inOutbox<Result>(work: (test: TestOutbox) => Result | Promise<Result>): Promise<Result> {
  const stub = env.SUBJECTS.get(env.SUBJECTS.idFromName(crypto.randomUUID()));
  return runInDurableObject(stub, (_, { storage }) => {
    const clock = testClock();
    const reopened = () => createOutbox(storage.sql, clock.now);
    return work({ outbox: reopened(), storage, clock, reopened });
  });
}
