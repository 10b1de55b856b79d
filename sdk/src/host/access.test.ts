import { describe, expect, test, vi } from "vitest";
import { fillPath, paths, type OperationName } from "../contract/index.ts";
import type { Binding } from "./binding.ts";
import type { Collections } from "./collections.ts";
import type { Gallery } from "./gallery.ts";
import { bearer, callers, hostOver, type Key } from "./host.fixture.ts";

const secrets: readonly Key[] = ["k-secret", "k-scores", "k-offline", "k-export"];
const everybody = Object.keys(callers) as Key[];

/** Who may have what done. Typed so that an operation of a later release has to be decided on here. */
const mayAsk: Record<Exclude<OperationName, "health" | "ready" | "keys">, readonly Key[]> = {
  challenge: everybody,
  enrol: everybody,
  verify: everybody,
  devices: everybody,
  addDevice: everybody,
  revokeDevice: everybody,
  identify: [...secrets, "k-page-identify"],
  read: secrets,
  erase: secrets,
  enable: secrets,
  auditLog: secrets,
  grantOffline: secrets,
  sendAudits: everybody,
  audits: secrets,
  collection: secrets,
  declareFields: secrets,
  subjects: secrets,
  enrolMany: secrets,
  exportTemplates: ["k-export"],
  similar: secrets,
  group: secrets,
  migrate: secrets,
  finishMigration: secrets,
  abandonMigration: secrets,
};

const cases = (Object.keys(mayAsk) as (keyof typeof mayAsk)[]).flatMap((operation) =>
  everybody.map((key) => ({ operation, key, may: mayAsk[operation].includes(key) })),
);

/** Whatever is called of it, the test is told. */
const spyOn = (called: () => void) => new Proxy({}, { get: () => called }) as Gallery & Binding & Collections;

function send(operation: keyof typeof mayAsk, headers: Record<string, string>) {
  const called = vi.fn();
  const { method } = paths[operation];
  const path = fillPath(operation, { collection: "staff", subject: "ada", device: "d-1" });
  const host = hostOver(spyOn(called), { binding: spyOn(called), collections: spyOn(called) });
  // Nothing about it is right but who sends it: what is answered first is whether it may be asked for.
  const body = method === "post" ? "{" : null;
  const response = host.request(path, { method: method.toUpperCase(), headers, body });
  return { response, called };
}

describe.each(cases)("$operation with $key", ({ operation, key, may }) => {
  test(`[KEY3] ${may ? "may be asked for" : "is refused before anything else is looked at"}`, async () => {
    const { response, called } = send(operation, { ...bearer(key), "Content-Type": "text/plain" });
    const { status } = await response;
    expect(status === 403).toBe(!may);
    if (may) return;
    expect(await (await response).json()).toMatchObject({ code: "key_not_allowed" });
    expect(called).not.toHaveBeenCalled();
  });
});

test.each(Object.keys(mayAsk) as (keyof typeof mayAsk)[])("%s is for nobody without a key", async (operation) => {
  for (const [headers, code] of [
    [{}, "key_missing"],
    [bearer("k-unknown"), "key_unknown"],
  ] as const) {
    const { response, called } = send(operation, headers);
    expect((await response).status).toBe(401);
    expect(await (await response).json()).toMatchObject({ code });
    expect(called).not.toHaveBeenCalled();
  }
});
