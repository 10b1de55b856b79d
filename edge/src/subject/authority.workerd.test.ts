import { describe, expect, test } from "vitest";
import type { Problem } from "@likeness/sdk/core";
import type { NewDevice, TicketClaims } from "@likeness/sdk/device";
import { assertMayChange } from "./authority.ts";

const newDevice = { kind: "passkey" } as NewDevice;
const ticket: TicketClaims = {
  jti: "t-1",
  iat: 0,
  exp: 1,
  purpose: "enrol",
  collection: "staff",
  subject: "ada",
  consent: { text: "v1", purpose: "door", expiresAt: "2030-01-01T00:00:00.000Z" },
};
const secret = { key: { id: "0".repeat(64), kind: "secret" as const } };
const page = { key: { id: "1".repeat(64), kind: "publishable" as const } };

/** All that may be brought, as who asks brings it. */
type Brought = Partial<Parameters<typeof assertMayChange>[0]>;

function outcome(asking: Pick<Parameters<typeof assertMayChange>[0], "key"> & Brought, version?: string, isProved = false) {
  const none = { ticket: undefined, newDevice: undefined, ifMatch: undefined };
  try {
    assertMayChange({ ...none, ...asking }, version, isProved);
    return "may";
  } catch (problem) {
    return (problem as Problem).code;
  }
}

describe("[ENR1] the first template", () => {
  test.each([
    ["with a secret key", secret, "may"],
    ["with a page's key alone", page, "ticket_missing"],
    ["with a ticket, and no device", { ...page, ticket }, "proof_missing"],
    ["with a ticket without consent", { ...page, ticket: { ...ticket, consent: undefined }, newDevice }, "consent_missing"],
    ["with a ticket and a device", { ...page, ticket, newDevice }, "may"],
    ["with a version that it cannot have", { ...page, ticket, newDevice, ifMatch: "v" }, "precondition_failed"],
  ])("%s: %s", (_, asking, expected) => {
    expect(outcome(asking)).toBe(expected);
  });
});

describe("[ENR2] [ENR3] a change of who is enrolled", () => {
  test.each([
    ["with a secret key", secret, false, "may"],
    ["with a page's key alone", page, false, "ticket_missing"],
    ["with a proof of a device", page, true, "may"],
    ["with a ticket", { ...page, ticket, newDevice }, false, "precondition_required"],
    ["with a ticket for another version", { ...page, ticket, ifMatch: "old" }, false, "precondition_failed"],
    ["with a ticket for this version", { ...page, ticket, ifMatch: "v" }, false, "may"],
    ["with a secret key and another version", { ...secret, ifMatch: "old" }, false, "precondition_failed"],
    ["with a proof and another version", { ...page, ifMatch: "old" }, true, "precondition_failed"],
  ])("%s: %s", (_, asking, isProved, expected) => {
    expect(outcome(asking, "v", isProved)).toBe(expected);
  });
});
