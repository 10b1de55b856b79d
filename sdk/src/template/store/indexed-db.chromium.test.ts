import { expect, test } from "vitest";
import { deviceKey } from "../../device/device-key.ts";
import { ada, hostFixture, mated, start } from "../host.fixture.ts";
import { createOffline } from "../offline.ts";
import { inAnotherPage } from "./another-page.fixture.ts";
import { indexedDbStore } from "./indexed-db.ts";
import { offlineStoreSuite } from "./store-suite.fixture.ts";

offlineStoreSuite("Chromium's IndexedDB", () => indexedDbStore(crypto.randomUUID()));

test("[OFF21] the device's keys are the same for the next page, and cannot be taken out there", async () => {
  const name = crypto.randomUUID();
  const { thumbprint } = await deviceKey(indexedDbStore(name));
  const there = await inAnotherPage<{ thumbprint: string; taken: string }>(`
    const { deviceKey } = await import("${new URL("../../device/device-key.ts", import.meta.url)}");
    const { indexedDbStore } = await import("${new URL("./indexed-db.ts", import.meta.url)}");
    const store = indexedDbStore("${name}");
    const { thumbprint } = await deviceKey(store);
    const { signing } = await store.keys();
    const taken = await crypto.subtle.exportKey("jwk", signing.privateKey).then(() => "yes", ({ name }) => name);
    return { thumbprint, taken };`);
  expect(there).toEqual({ thumbprint, taken: "InvalidAccessError" });
});

test("[OFF14] a grant answers in a browser, and its audits wait in the database", async () => {
  const name = crypto.randomUUID();
  const host = await hostFixture();
  const page = () => createOffline({ client: host.client, store: indexedDbStore(name), now: () => start });
  await page().renew(ada);
  host.problem = "unreachable";
  expect(await page().verify(ada, mated)).toMatchObject({ match: true, offline: true });
  expect(await page().waiting()).toBe(1);
});
