import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createClient } from "@likeness/sdk/client";
import { cosine, type EmbedderCard, type Template } from "@likeness/sdk/core";
import { linkSigner } from "@likeness/sdk/link";
import { createApp, engineOf, openStore } from "@likeness/server";
import card from "../../models/cards/dlib-resnet.json" with { type: "json" };
import { deliver } from "../../edge/src/outbox/delivery.ts";
import { createOutbox } from "../../edge/src/outbox/outbox.ts";
import type { Remotes } from "../../edge/src/outbox/remote.ts";
import { viewOf } from "../fixtures/templates.ts";
import { links, remoteKeys } from "../fixtures/keys.ts";
import { sqlStorage } from "./sql-storage.ts";
import { fate, unreliableNetwork, type Fate } from "./unreliable-network.ts";

// The real outbox and delivery over SQLite, the real server, the real link between them; the network and the clock are
// the test's, and so is what a subject's object keeps beside its outbox: which templates it has.

const dimension = 32;
const models = ["one@0000000000000001", "two@0000000000000002"] as const;
const cards = models.map((modelId) => ({ ...card, modelId, dimension }) as unknown as EmbedderCard);
const address = { tenant: "acme", collection: "staff", subject: "ada" };
const endpoint = "http://server.test";

type Change = { enrol: true } | { replace: 0 | 1 } | { erase: true };
type Step = Change | { deliver: true } | { wait: number } | { late: number } | { restart: "server" | "edge" };

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ enrol: true } as const) },
  { weight: 2, arbitrary: fc.constantFrom(0, 1).map((replace) => ({ replace }) as Change) },
  { weight: 1, arbitrary: fc.constant({ erase: true } as const) },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: change },
  { weight: 4, arbitrary: fc.constant({ deliver: true } as const) },
  { weight: 2, arbitrary: fc.nat(9).map((late) => ({ late })) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 40_000 }).map((wait) => ({ wait })) },
  { weight: 1, arbitrary: fc.constantFrom("server", "edge").map((restart) => ({ restart }) as Step) },
);

/** What happens while requests are on their way: mostly nothing. */
const between = fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, change, fc.nat(9).map((late) => ({ late })));

const history = fc.record({
  steps: fc.array(step, { maxLength: 25 }),
  fates: fc.array(fate, { maxLength: 20 }),
  meanwhile: fc.array(between, { maxLength: 20 }),
});

interface History {
  readonly steps: readonly Step[];
  readonly fates: readonly Fate[];
  readonly meanwhile: readonly (Change | { late: number } | undefined)[];
}

/** @param signsAnew what arrives late is signed as if it were new: then the link lets all of it through */
async function play({ steps, fates, meanwhile }: History, signsAnew: boolean): Promise<void> {
  let time = Date.parse("2026-01-02T03:04:05Z");
  const now = () => new Date(time);
  const [nextFate, nextMeanwhile] = [fates[Symbol.iterator](), meanwhile[Symbol.iterator]()];

  const store = openStore(":memory:", now);
  const startServer = () => createApp({ store, engine: engineOf("flat"), cards, keys: {}, links, now });
  let server = startServer();

  const database = new DatabaseSync(":memory:");
  const reopen = () => createOutbox(sqlStorage(database), now);
  let outbox = reopen();
  const kept = new Map<string, Template>();
  let enrolled = 0;

  const answer = async (request: Request): Promise<Response> => {
    const signed = signsAnew ? await signedAnew(request, now) : request;
    return server.fetch(signed);
  };
  const network = unreliableNetwork(answer, () => nextFate.next().value ?? "arrives", async () => {
    const happens = nextMeanwhile.next().value;
    if (!happens) return;
    if ("late" in happens) await network.arriveLate(happens.late);
    else make(happens);
  });
  const reaching = (fetch: typeof globalThis.fetch, sequence?: number) =>
    createClient({ endpoint, fetch, retries: 0, sign: linkSigner(remoteKeys.acme, { sequence, now }) });
  const remotes: Remotes = { of: (_, sequence) => reaching(network.fetch, sequence) };

  /** By a network that is none. */
  const asking = reaching(async (...sent) => server.fetch(new Request(...sent)));

  /** As the vault does it: in one turn with what it tells of. */
  function make(change: Change): void {
    if ("erase" in change) {
      if (kept.size === 0) return;
      kept.clear();
      outbox.put({ kind: "erase", address });
      return;
    }
    const [known] = kept.values();
    const replace = "replace" in change;
    const modelId = replace ? models[change.replace] : (known?.modelId ?? models[0]);
    if (replace) kept.clear();
    if (kept.size === 16) return;
    const templateId = `t${(enrolled += 1)}`;
    kept.set(templateId, viewOf(modelId, enrolled, 0, dimension));
    outbox.put({ kind: "enrol", address, templateId, metadata: { last: templateId }, replace });
  }

  /** @returns when it is to be tried again; a dead one does not say */
  async function delivered(): Promise<number | undefined> {
    const died = network.death;
    const due = await Promise.race([deliver(outbox, remotes, async (_, id) => kept.get(id), now, () => 0), died]);
    if (due !== "died") return due;
    outbox = reopen();
    return time;
  }

  for (const step of steps) {
    if ("deliver" in step) await delivered();
    else if ("wait" in step) time += step.wait;
    else if ("late" in step) await network.arriveLate(step.late);
    else if (!("restart" in step)) make(step);
    else if (step.restart === "edge") outbox = reopen();
    else {
      await server.close();
      server = startServer();
    }
  }

  let due = await delivered();
  for (let tries = 0; due !== undefined && tries < 100; tries++) {
    time = Math.max(time, due);
    due = await delivered();
  }
  expect(outbox.pending()).toBeUndefined();
  await expectSame();
  // And nothing that still comes changes it.
  while (network.late > 0) await network.arriveLate(0);
  await expectSame();

  /** What the server keeps and finds is what the edge has. */
  async function expectSame(): Promise<void> {
    const found = store.subject(address);
    const vectors = found?.templates.map(({ vector }) => vector) ?? [];
    expect(vectors).toHaveLength(kept.size);
    for (const { vector } of kept.values()) expect(vectors.some((other) => cosine(vector, other) > 0.9999)).toBe(true);
    const [known] = kept.values();
    expect(found?.modelId).toBe(known?.modelId);
    const spaces = store.spaces(address.tenant, address.collection);
    expect(spaces).toHaveLength(known ? 1 : 0);
    if (known) expect(spaces).toMatchObject([{ modelId: known.modelId, subjects: 1, templates: kept.size }]);
    if (known) {
      const last = found?.metadata["last"];
      expect([...kept.keys()].at(-1)).toBe(last);
      const { candidates } = await asking.identify(address.collection, known);
      expect(candidates.map(({ subject }) => subject)).toEqual([address.subject]);
    }
  }

  await server.close();
  store.close();
  database.close();
}

/** The same call, as if the worker had made it just now. */
async function signedAnew(request: Request, now: () => Date): Promise<Request> {
  const { pathname, search } = new URL(request.url);
  const body = (await request.clone().text()) || undefined;
  const idempotencyKey = request.headers.get("Idempotency-Key");
  const headers = idempotencyKey === null ? {} : { "Idempotency-Key": idempotencyKey };
  const sequence = request.headers.get("Likeness-Sequence");
  const sign = linkSigner(remoteKeys.acme, { now, sequence: sequence === null ? undefined : Number(sequence) });
  const signed = await sign({ method: request.method, path: pathname + search, headers, body });
  const anew = new Headers(request.headers);
  for (const [name, value] of Object.entries(signed)) anew.set(name, value);
  return new Request(request, { headers: anew });
}

/** A longer run by `LIKENESS_HISTORIES=20000`. */
const numRuns = Number(process.env["LIKENESS_HISTORIES"] ?? 300);

describe("[OUT3] the server has what the edge has, whatever a network lost, delayed, doubled and reordered", () => {
  test("by the link and the numbers together", async () => {
    await fc.assert(fc.asyncProperty(history, (history) => play(history, false)), { numRuns });
  }, 600_000);

  test("by the numbers alone, where the link would let everything through", async () => {
    await fc.assert(fc.asyncProperty(history, (history) => play(history, true)), { numRuns });
  }, 600_000);
});
