import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { chromium as playwright, type Browser, type CDPSession, type Page } from "playwright";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startServices, type Services } from "@likeness/demo/services";
import { createTickets } from "@likeness/sdk/backend";
import { createClient, type Devices, type Enrolled, type Verified } from "@likeness/sdk/client";
import { chromium } from "../browser/chromium.ts";
import { serveSite, type Site } from "../bundlers/site.ts";
import { expectProblem } from "../contract/people.ts";
import { viewOf } from "../fixtures/templates.ts";
import type { Outcome, SentTemplate, SignerName } from "./passkey-page.ts";

// A page and the worker, with Chromium's virtual authenticator between them (WebAuthn 3, section 11).

let directory: string;
let services: Services;
let site: Site;
/** The same pages on another port: a page of another origin, whose passkeys are those of the same relying party. */
let other: Site;
let browser: Browser;
let page: Page;
let devTools: CDPSession;
let authenticatorId: string;
let modelId: string;
let subject: string;
let count = 0;

const collection = "passkeys";
const consent = { text: "v1", purpose: "tests", expiresAt: new Date(Date.now() + 86_400_000).toISOString() };

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "likeness-"));
  const pages = join(directory, "pages");
  await mkdir(pages);
  await build({
    entryPoints: [join(import.meta.dirname, "passkey-page.ts")],
    outfile: join(pages, "page.js"),
    bundle: true,
    format: "esm",
    logLevel: "error",
  });
  await writeFile(join(pages, "index.html"), `<!doctype html><script type="module" src="page.js"></script>`);
  [site, other] = await Promise.all([serveSite([pages]), serveSite([pages])]);
  services = await startServices({ directory: join(directory, "state"), origin: site.origin });
  modelId = (await createClient({ endpoint: services.edge, key: services.key }).health()).models[0]!;
  browser = await playwright.launch(chromium);
  page = await browser.newPage();
  await page.goto(`${site.origin}/`);
  devTools = await page.context().newCDPSession(page);
  await devTools.send("WebAuthn.enable");
});

afterAll(async () => {
  await browser?.close();
  await services?.stop();
  await Promise.all([site?.close(), other?.close()]);
  await rm(directory, { recursive: true, force: true });
});

beforeEach(async () => {
  subject = `person-${(count += 1)}`;
  if (authenticatorId) await devTools.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
  ({ authenticatorId } = await devTools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  }));
});

const host = () => ({ endpoint: services.edge, key: services.pageKey });

function view(number: number, person = count): SentTemplate {
  const { vector } = viewOf(modelId, person, number);
  return { modelId, vector: [...vector] };
}

async function enrol(signer: SignerName): Promise<Outcome<Enrolled>> {
  const ticket = await (await createTickets(services.key)).enrol({ collection, subject, consent });
  const given = { host: host(), address: { collection, subject }, signer, ticket, template: view(0) };
  return page.evaluate(
    ({ host, address, signer, ticket, template }) =>
      testPage.as(host, signer, (client) => client.enrol(address, testPage.template(template), { ticket })),
    given,
  );
}

function verify(signer: SignerName, probe = view(1)): Promise<Outcome<Verified>> {
  return page.evaluate(
    ({ host, address, signer, probe }) =>
      testPage.as(host, signer, (client) => client.verify(address, testPage.template(probe))),
    { host: host(), address: { collection, subject }, signer, probe },
  );
}

function devices(signer: SignerName): Promise<Outcome<Devices>> {
  return page.evaluate(
    ({ host, address, signer }) => testPage.as(host, signer, (client) => client.devices(address)),
    { host: host(), address: { collection, subject }, signer },
  );
}

const matched = { value: { match: true, keyBound: true, liveness: "none" } };

test("[PRF2] [VER1] a passkey is registered by a ticket and proves each verification", async () => {
  expect(await enrol("passkey")).toMatchObject({ value: { subject, device: expect.any(String) } });
  expect(await verify("passkey")).toMatchObject(matched);
  expect(await verify("passkey")).toMatchObject(matched);
  expect(await verify("passkey", view(0, count + 500))).toMatchObject({ value: { match: false, keyBound: true } });
});

test("[ENR3] [DEV2] the browser's key lets a passkey in; each proves, and each can be revoked", async () => {
  await enrol("key");
  const added = await page.evaluate(
    ({ host, address }) =>
      testPage.as(host, "key", (client) => client.addDevice(address, { device: testPage.signers.passkey })),
    { host: host(), address: { collection, subject } },
  );
  expect(added).toMatchObject({ value: { kind: "passkey", label: "an authenticator" } });
  expect(await verify("key")).toMatchObject(matched);
  expect(await verify("passkey")).toMatchObject(matched);
  const listed = [{ kind: "key", label: "this browser" }, { kind: "passkey" }];
  expect(await devices("passkey")).toMatchObject({ value: { devices: listed } });

  const revoked = await page.evaluate(
    ({ host, address }) =>
      testPage.as(host, "passkey", async (client) => {
        const { devices } = await client.devices(address);
        return client.revokeDevice(address, devices.find(({ kind }) => kind === "key")!.device);
      }),
    { host: host(), address: { collection, subject } },
  );
  expect(revoked).toMatchObject({ value: { devices: 1 } });
  expect(await verify("key")).toEqual({ code: "proof_invalid" });
  expect(await verify("passkey")).toMatchObject(matched);
});

test("[VER4] a passkey of an authenticator that is not registered proves nothing", async () => {
  await enrol("key");
  // It makes one for the page, but the host never hears of it.
  await page.evaluate(
    ({ collection, subject }) =>
      testPage.signers.passkey.register(
        { method: "POST", path: "/", tenant: "demo", collection, subject, modelId: undefined, body: "" },
        "n",
      ),
    { collection, subject },
  );
  expect(await verify("passkey")).toEqual({ code: "proof_invalid" });
});

test("[PRF2] a copy of the authenticator from before is refused: its counter falls back", async () => {
  await enrol("passkey");
  const { credentials } = await devTools.send("WebAuthn.getCredentials", { authenticatorId });
  expect(await verify("passkey")).toMatchObject(matched);
  await devTools.send("WebAuthn.clearCredentials", { authenticatorId });
  await devTools.send("WebAuthn.addCredential", { authenticatorId, credential: credentials[0]! });
  expect(await verify("passkey")).toEqual({ code: "proof_invalid" });
});

test("[PRF2] what a passkey signs on a page of another origin is refused", async () => {
  await enrol("passkey");
  // Whoever lures a user to a page of theirs sends on what its authenticator has signed there.
  const relayed = createClient({
    ...host(),
    device: {
      prove: (...asked) => page.evaluate(([request, nonce]) => testPage.signers.passkey.prove(request, nonce), asked),
      register: () => Promise.reject(new Error("it is registered")),
    },
  });
  const attempt = () => relayed.verify({ collection, subject }, viewOf(modelId, count, 1));
  expect(await attempt()).toMatchObject(matched.value);
  await page.goto(`${other.origin}/`);
  await expectProblem(attempt(), "proof_invalid");
  await page.goto(`${site.origin}/`);
  expect(await attempt()).toMatchObject(matched.value);
});

test("[PRF1] a body that is changed on its way is refused", async () => {
  await enrol("passkey");
  const address = (url: URL) => url.pathname.endsWith(":verify");
  await page.route(address, (route) => {
    const body = route.request().postData();
    return route.continue(body === null ? {} : { postData: `${body} ` });
  });
  expect(await verify("passkey")).toEqual({ code: "proof_invalid" });
  await page.unroute(address);
  expect(await verify("passkey")).toMatchObject(matched);
});

test("a user who is not verified proves nothing, and the host hears nothing of it", async () => {
  await enrol("passkey");
  await devTools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  expect(await verify("passkey")).toEqual({ code: "device_unavailable" });
});
