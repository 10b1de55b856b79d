import "fake-indexeddb/auto";
import { expect, test, vi } from "vitest";
import { ada, hostFixture, mated, start } from "../host.fixture.ts";
import { createOffline } from "../offline.ts";
import { indexedDbStore } from "./indexed-db.ts";
import { offlineStoreSuite } from "./store-suite.fixture.ts";

offlineStoreSuite("IndexedDB", () => indexedDbStore(crypto.randomUUID()));

test("[OFF14] what was decided is there for who opens the database again, keys and all", async () => {
  const name = crypto.randomUUID();
  const host = await hostFixture();
  const page = () => createOffline({ client: host.client, store: indexedDbStore(name), now: () => start });
  await page().renew(ada);
  host.problem = "unreachable";
  expect(await page().verify(ada, mated)).toMatchObject({ match: true, offline: true });
  expect(await page().verify(ada, mated)).toMatchObject({ match: true, offline: true });
  host.problem = undefined;
  expect(await page().flush()).toBe(2);
  expect(await page().waiting()).toBe(0);
});

test("a database that cannot be opened is a problem that says so, and is tried again", async () => {
  const store = indexedDbStore(crypto.randomUUID());
  const opening = vi.spyOn(indexedDB, "open").mockImplementationOnce(() => {
    throw new DOMException("private browsing", "SecurityError");
  });
  await expect(store.waiting()).rejects.toMatchObject({
    code: "offline_unavailable",
    message: expect.stringContaining("private browsing"),
  });
  opening.mockRestore();
  expect(await store.waiting()).toEqual([]);
});

test("a later release may take the database over; the store opens it anew", async () => {
  const name = crypto.randomUUID();
  const store = indexedDbStore(name);
  await store.waiting();
  await new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.addEventListener("success", resolve);
    request.addEventListener("blocked", () => reject(new Error("it was not let go")));
  });
  expect(await store.waiting()).toEqual([]);
});
