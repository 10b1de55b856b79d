import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { afterAll, describe, expect, test, vi } from "vitest";
import { createCollectionsClient, type Enrolling } from "@likeness/sdk/client";
import type { EmbedderCard } from "@likeness/sdk/core";
import { createHost, createModels, parseKeyRing, type Collections, type Gallery } from "@likeness/sdk/host";
import card from "../../models/cards/dlib-resnet.json" with { type: "json" };
import { memoryCollections } from "../../sdk/src/host/memory-collections.fixture.ts";
import { keyRing, keys } from "../fixtures/keys.ts";
import { collectionsSuite } from "./collections.ts";
import { view } from "./people.ts";

/** What the host's collections were told of the last batch. */
let signal: AbortSignal | undefined;
let taken = 0;

/** Over a socket of its own: what is sent while answers come, and who goes away, only a connection shows. */
const memory = memoryCollections();
const collections: Collections = {
  ...memory,
  enrolMany: (caller, collection, lines, underway) => {
    ({ signal } = underway);
    async function* counted() {
      for await (const some of lines) {
        taken += some.length;
        yield some;
      }
    }
    return memory.enrolMany(caller, collection, counted(), underway);
  },
};
const onFailure = vi.fn();
const { fetch: answer } = createHost({
  service: "server",
  gallery: {} as Gallery,
  collections,
  models: createModels([card as unknown as EmbedderCard]),
  keys: parseKeyRing(JSON.stringify(keyRing)),
  onFailure,
});
const endpoint = await new Promise<string>((resolve) => {
  const server = serve({ fetch: answer, hostname: "127.0.0.1", port: 0 }, ({ port }: AddressInfo) =>
    resolve(`http://127.0.0.1:${port}`),
  );
  afterAll(() => new Promise((closed) => server.close(closed)));
});
const client = createCollectionsClient({ endpoint, key: keys.plain });
const one = (number: number): Enrolling => ({ subject: `s-${number}`, template: view(number % 9, 0) });

collectionsSuite("memory", () => ({ endpoint, fetch, collection: "memory" }));

describe("a connection", () => {
  test("carries answers while lines are still sent: each may wait for the one before it", async () => {
    const answers = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
    async function* oneByOne() {
      for (const [i] of answers.entries()) {
        await answers[i - 1]?.promise;
        yield one(i);
      }
    }
    const seen: number[] = [];
    for await (const { line } of client.enrolMany("duplex", oneByOne())) {
      seen.push(line);
      answers[line - 1]!.resolve();
    }
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  test("that is left is noticed by the host, which takes no more of it", async () => {
    taken = 0;
    function* endless() {
      for (let i = 0; ; i++) yield { ...one(i), replace: true };
    }
    for await (const { line } of client.enrolMany("left", endless())) if (line === 10) break;
    await vi.waitFor(() => expect(signal?.aborted).toBe(true));
    const sofar = taken;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(taken).toBe(sofar);
    expect(onFailure).not.toHaveBeenCalled();
  });

  test("that is read slowly holds up the sender", async () => {
    let given = 0;
    function* many() {
      for (let i = 0; i < 50_000; i++) {
        given += 1;
        yield { ...one(i), replace: true };
      }
    }
    const outcomes = client.enrolMany("slow", many());
    await outcomes.next();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(given).toBeLessThanOrEqual(2_001);
    await outcomes.return();
  });

  test("carries twenty thousand lines, each once, in order", async () => {
    let line = 0;
    for await (const outcome of client.enrolMany("many", Array.from({ length: 20_000 }, (_, i) => one(i)))) {
      expect(outcome.problem).toBeUndefined();
      expect(outcome.line).toBe((line += 1));
    }
    expect(line).toBe(20_000);
    expect((await client.state("many")).spaces).toMatchObject([{ subjects: 20_000, templates: 20_000 }]);
  });
});
