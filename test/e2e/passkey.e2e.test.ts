import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import getPort from "get-port";
import { chromium as playwright, type Browser, type Page } from "playwright";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startServices, type Services } from "@likeness/demo/services";
import { createTickets } from "@likeness/sdk/backend";
import { createClient } from "@likeness/sdk/client";
import card from "../../models/cards/dlib-resnet.json" with { type: "json" };
import { chromium } from "../browser/chromium.ts";
import { viewOf } from "../fixtures/templates.ts";
import type { PasskeyPage } from "./passkey-page.ts";

declare global {
  interface Window {
    readonly likeness: PasskeyPage;
  }
}

let directory: string;
let services: Services;
let site: Server;
let browser: Browser;
let page: Page;

const collection = "passkeys";
const consent = { text: "v1", purpose: "a test", expiresAt: new Date(Date.now() + 86_400_000).toISOString() };
const view = (person: number, number: number) => [...viewOf(card.modelId, person, number, card.dimension).vector];
const backend = () => createClient({ endpoint: services.edge, key: services.key });
const ticketFor = async (subject: string) => (await createTickets(services.key)).enrol({ collection, subject, consent });

/** A page of the worker's origin, in a Chromium whose authenticator answers by itself (WebAuthn 3, section 11). */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "likeness-"));
  const port = await getPort();
  const origin = `http://localhost:${port}`;
  services = await startServices({ directory, origin });
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("passkey-page.ts", import.meta.url))],
    bundle: true,
    format: "esm",
    write: false,
  });
  site = createServer((_, answer) => {
    answer.setHeader("Content-Type", "text/html");
    answer.end(`<!doctype html><script type="module">${outputFiles[0]!.text.replaceAll("</script", "<\\/script")}</script>`);
  }).listen(port, "localhost");
  await once(site, "listening");
  browser = await playwright.launch(chromium);
  page = await browser.newPage();
  await page.goto(origin);
  await page.waitForFunction(() => "likeness" in window);
});

afterAll(async () => {
  await browser?.close();
  site?.close();
  await services?.stop();
  await rm(directory, { recursive: true, force: true });
});

// One that has no passkey yet: of several it would choose by itself.
beforeEach(() => authenticator(true));

let removeAuthenticator = async () => {};

async function authenticator(isUserVerified: boolean): Promise<void> {
  await removeAuthenticator();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified,
      automaticPresenceSimulation: true,
    },
  });
  removeAuthenticator = async () => {
    await devtools.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
    await devtools.detach();
  };
}

/** Codes of problems in place of what was thrown: they cross to the test as plain objects. */
const verify = (subject: string, values: number[], kind: "key" | "passkey" = "passkey") =>
  page.evaluate(
    ([endpoint, key, address, modelId, values, kind]) =>
      window.likeness
        .client(endpoint, key, kind)
        .verify(address, window.likeness.template(modelId, values))
        .catch(({ code, message }: { code: string; message: string }) => ({ code, message })),
    [services.edge, services.pageKey, { collection, subject }, card.modelId, values, kind] as const,
  );

const enrol = (subject: string, values: number[], ticket: string, kind: "key" | "passkey" = "passkey") =>
  page.evaluate(
    ([endpoint, key, address, modelId, values, ticket, kind]) =>
      window.likeness
        .client(endpoint, key, kind)
        .enrol(address, window.likeness.template(modelId, values), { ticket })
        .catch(({ code, message }: { code: string; message: string }) => ({ code, message })),
    [services.edge, services.pageKey, { collection, subject }, card.modelId, values, ticket, kind] as const,
  );

describe("[PRF2] a passkey, made and used in a browser", () => {
  test("is registered with an enrolment, and proves verifications", async () => {
    expect(await enrol("ada", view(1, 0), await ticketFor("ada"))).toMatchObject({ subject: "ada", templates: 1 });
    expect(await backend().devices({ collection, subject: "ada" })).toMatchObject({
      devices: [{ kind: "passkey", label: "a passkey" }],
    });
    expect(await verify("ada", view(1, 1))).toMatchObject({ match: true, keyBound: true });
    expect(await verify("ada", view(2, 0))).toMatchObject({ match: false, keyBound: true });
    // Its counter has risen; it still is the one that counts.
    expect(await verify("ada", view(1, 2))).toMatchObject({ match: true });
  });

  test("of another subject proves nothing", async () => {
    await enrol("grace", view(3, 0), await ticketFor("grace"));
    await backend().enrol({ collection, subject: "hedy" }, viewOf(card.modelId, 3, 0, card.dimension));
    expect(await verify("hedy", view(3, 1))).toMatchObject({ code: "device_unavailable" });
    expect(await verify("grace", view(3, 1))).toMatchObject({ match: true });
  });

  test("proves nothing once it is revoked", async () => {
    const address = { collection, subject: "edith" };
    await enrol("edith", view(4, 0), await ticketFor("edith"));
    const { devices } = await backend().devices(address);
    expect(await backend().revokeDevice(address, devices[0]!.device)).toMatchObject({ devices: 0 });
    expect(await verify("edith", view(4, 1))).toMatchObject({ code: "proof_invalid" });
  });

  test("may be added by a key that is registered, and then both prove", async () => {
    const address = { collection, subject: "mary" };
    await enrol("mary", view(5, 0), await ticketFor("mary"), "key");
    const added = await page.evaluate(
      ([endpoint, key, address]) =>
        window.likeness
          .client(endpoint, key, "key")
          .addDevice(address, { device: window.likeness.signer("passkey") })
          .catch(({ code, message }: { code: string; message: string }) => ({ code, message })),
      [services.edge, services.pageKey, address] as const,
    );
    expect(added).toMatchObject({ kind: "passkey" });
    expect(await verify("mary", view(5, 1), "key")).toMatchObject({ match: true, keyBound: true });
    expect(await verify("mary", view(5, 2), "passkey")).toMatchObject({ match: true, keyBound: true });
  });

  test("is not used by a user who is not verified", async () => {
    await enrol("dorothy", view(6, 0), await ticketFor("dorothy"));
    await authenticator(false);
    expect(await verify("dorothy", view(6, 1))).toMatchObject({ code: "device_unavailable" });
  });
});
