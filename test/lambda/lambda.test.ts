import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClient, createCollectionsClient, type ClientOptions, type Identified } from "@likeness/sdk/client";
import type { EmbedderCard } from "@likeness/sdk/core";
import { parseKeyRing } from "@likeness/sdk/host";
import { lambdaTransport } from "@likeness/sdk/lambda";
import { createApp, engineOf, openStore } from "@likeness/server";
import card from "../../models/cards/dlib-resnet.json" with { type: "json" };
import { createRemotes } from "../../edge/src/outbox/remote.ts";
import { makeBundle } from "../../server/src/lambda/bundle/make-bundle.ts";
import { keyRing, keys, links, remoteKeys } from "../fixtures/keys.ts";
import { viewOf } from "../fixtures/templates.ts";
import { credentials, functionName, localLambda, region, type LocalLambda } from "./local-lambda.ts";

// The real function as a process of its own, behind a Runtime API and an Invoke API that do what Lambda's do; the real client
// with AWS's SDK, and what a worker sends.

const root = join(import.meta.dirname, "../..");
const { modelId } = card;
const people = ["ada", "bob", "cyd", "dot"];
const collection = "staff";

let folder: string;
let lambda: LocalLambda;
const now = () => new Date();
const settings = (bundle: string): Record<string, string> => ({
  LIKENESS_BUNDLE: bundle,
  LIKENESS_CARDS: join(root, "models/cards/dlib-resnet.json"),
  LIKENESS_KEYS: JSON.stringify(keyRing),
  LIKENESS_LINKS: JSON.stringify(links),
});
const program = join(root, "server/src/lambda/bootstrap.ts");

/** What the gallery answers where it is kept; the bundle is made of it. */
const kept: Record<string, Identified> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "likeness-lambda-"));
  const store = openStore(join(folder, "server.sqlite"));
  const options = { store, engine: engineOf("scan"), cards: [card as unknown as EmbedderCard], links };
  const app = createApp({ ...options, keys: parseKeyRing(JSON.stringify(keyRing)) });
  const reaching = async (...sent: Parameters<typeof fetch>) => app.fetch(new Request(...sent));
  const host = { endpoint: "http://server.test", key: keys.scores, fetch: reaching };
  const client = createClient(host);
  await createCollectionsClient(host).declareFields(collection, { hall: "keyword" });
  for (const [i, subject] of people.entries()) {
    await client.enrol({ collection, subject }, viewOf(modelId, i, 0), { metadata: { hall: String(i % 2) } });
  }
  for (const i of people.keys()) kept[people[i]!] = await client.identify(collection, viewOf(modelId, i, 1));
  kept["filtered"] = await client.identify(collection, viewOf(modelId, 1, 1), { filter: { hall: { in: ["0"] } } });
  await makeBundle({ store, folder: join(folder, "bundle"), now });
  await app.close();
  store.close();
  lambda = await localLambda({ program, env: settings(join(folder, "bundle")), timeout: 5_000 });
});

afterAll(async () => {
  await lambda?.close();
  await rm(folder, { recursive: true, force: true });
});

interface Calling extends Pick<ClientOptions, "retries" | "backoff"> {
  readonly key?: string;
  readonly secret?: typeof credentials;
  readonly name?: string;
}

function clientsOf({ endpoint }: LocalLambda, calling: Calling = {}) {
  const { key = keys.scores, secret = credentials, name = functionName, ...rest } = calling;
  // A copy: the SDK writes into it.
  const client = new LambdaClient({ endpoint, region, credentials: { ...secret }, maxAttempts: 1 });
  const options = { ...lambdaTransport({ functionName: name, client }), key, ...rest };
  return { host: createClient(options), collections: createCollectionsClient(options) };
}

/** An answer without what differs between two hosts that answer the same. */
const told = (answer: Identified | undefined) => {
  const { plan, ...rest } = answer!;
  return { ...rest, plan: plan?.map((stage) => ({ ...stage, milliseconds: 0, engine: "" })) };
};

describe("a function", () => {
  test("identifies as the server does that its bundle was made of", async () => {
    const { host } = clientsOf(lambda);
    for (const [i, subject] of people.entries()) {
      const answer = await host.identify(collection, viewOf(modelId, i, 1));
      expect(answer.candidates[0]).toMatchObject({ subject, rank: 1 });
      expect(told(answer)).toEqual(told(kept[subject]));
    }
    const filtered = await host.identify(collection, viewOf(modelId, 1, 1), { filter: { hall: { in: ["0"] } } });
    expect(told(filtered)).toEqual(told(kept["filtered"]));
  });

  test("verifies, lists, says how it is, and changes nothing", async () => {
    const { host, collections } = clientsOf(lambda);
    const ada = { collection, subject: "ada" };
    expect(await host.verify(ada, viewOf(modelId, 0, 2))).toMatchObject({ match: true });
    expect(await host.verify(ada, viewOf(modelId, 1, 2))).toMatchObject({ match: false });
    const engine: unknown = expect.stringContaining("mapped");
    expect(await host.health()).toMatchObject({ status: "ok", models: [modelId], engine });
    expect(await host.ready()).toMatchObject({ status: "ready" });
    const subjects: string[] = [];
    for await (const { subject } of collections.subjects(collection, { limit: 2 })) subjects.push(subject);
    expect(subjects).toEqual(people);
    const changes = [
      () => host.enrol(ada, viewOf(modelId, 0, 3)),
      () => host.erase(ada),
      () => collections.declareFields(collection, { floor: "number" }),
      () => collections.migrate(collection, modelId),
    ];
    for (const change of changes) await expect(change()).rejects.toMatchObject({ code: "read_only", status: 403 });
    expect(await host.read(ada)).toMatchObject({ subject: "ada" });
  });

  test("is what a worker identifies by, with a call of its tenant's", async () => {
    const remotes = (secret: string) =>
      createRemotes({
        REMOTE_KEYS: JSON.stringify(remoteKeys),
        REMOTE_LAMBDA: JSON.stringify({ functionName, region, qualifier: "live", endpoint: lambda.endpoint }),
        REMOTE_LAMBDA_ACCESS: JSON.stringify({ ...credentials, secretAccessKey: secret }),
      });
    const remote = remotes(credentials.secretAccessKey);
    const answer = await remote.identifying("acme").identify(collection, viewOf(modelId, 2, 1));
    expect(answer.candidates[0]).toMatchObject({ subject: "cyd" });
    expect((await remote.identifying("umbrella").identify(collection, viewOf(modelId, 2, 1))).candidates).toEqual([]);
    const wrong = remotes("wrong").identifying("acme").identify(collection, viewOf(modelId, 2, 1));
    await expect(wrong).rejects.toMatchObject({ code: "not_configured", message: "Lambda: InvalidSignatureException" });
  });

  test("knows API keys, whoever may invoke it", async () => {
    const { host } = clientsOf(lambda, { key: "nobody's" });
    await expect(host.identify(collection, viewOf(modelId, 0, 1))).rejects.toMatchObject({ code: "key_unknown" });
  });

  test("is invoked by nobody without a right to, and by no other name", async () => {
    const wrong = clientsOf(lambda, { secret: { ...credentials, secretAccessKey: "wrong" } });
    await expect(wrong.host.health()).rejects.toMatchObject({ code: "not_configured" });
    await expect(clientsOf(lambda, { name: "other" }).host.health()).rejects.toMatchObject({ code: "not_configured" });
  });

  test("that is busy is asked again", async () => {
    const { host } = clientsOf(lambda);
    const both = await Promise.all([0, 1].map((person) => host.identify(collection, viewOf(modelId, person, 1))));
    expect(both.map(({ candidates }) => candidates[0]?.subject)).toEqual(["ada", "bob"]);
    const none = clientsOf(lambda, { retries: 0 }).host;
    const outcomes = await Promise.allSettled([none.health(), none.health(), none.health()]);
    const refused = outcomes.filter(({ status }) => status === "rejected");
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused as PromiseRejectedResult[]) {
      expect(reason).toMatchObject({ code: "overloaded", retryAfter: 1 });
    }
  });
});

describe("a function that fails", () => {
  const failing = async (file: string, env: Record<string, string>, timeout = 5_000) => {
    const own = await localLambda({ program: join(import.meta.dirname, "functions", file), env, timeout });
    const { host } = clientsOf(own, { retries: 1, backoff: 1 });
    return { host, close: own.close };
  };

  test.each([
    { file: "crashing.ts", message: "the function failed: Runtime.ExitError" },
    { file: "hanging.ts", message: "the function ran out of time" },
    { file: "throwing.ts", message: "the function failed: RangeError" },
  ])("$file is a host that does not answer: $message", async ({ file, message }) => {
    const { host, close } = await failing(file, {}, file === "hanging.ts" ? 200 : 5_000);
    await expect(host.health()).rejects.toMatchObject({ code: "unreachable", message });
    await close();
  });

  test("once is asked again, and answers", async () => {
    const { host, close } = await failing("crashing-once.ts", { MARK: join(folder, "crashed") });
    expect(await host.health()).toEqual({ status: "ok" });
    await close();
  });

  test("with an answer over what Lambda carries says so", async () => {
    const { host, close } = await failing("talking.ts", {});
    await expect(host.health()).rejects.toMatchObject({ code: "body_too_large" });
    await close();
  });

  test("to begin says why to Lambda, and to who calls only that it failed", async () => {
    const own = await localLambda({ program, env: settings(join(folder, "nowhere")), timeout: 5_000 });
    const { host } = clientsOf(own, { retries: 0 });
    await expect(host.health()).rejects.toMatchObject({ code: "unreachable", message: "the function failed: Error" });
    await own.close();
  });
});
