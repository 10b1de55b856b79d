import { expect, test } from "vitest";
import { hostOver, template } from "../host/host.fixture.ts";
import { memoryCollections } from "../host/memory-collections.fixture.ts";
import { createCollectionsClient } from "./collections.ts";

test("in a browser a batch goes in several requests, and its answers are read as they come", async () => {
  const host = hostOver({}, { collections: memoryCollections() });
  const sizes: number[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    sizes.push(String(init?.body).split("\n").length - 1);
    return host.request(String(input), init);
  };
  const client = createCollectionsClient({ endpoint: "http://server.test", key: "k-secret", fetch });
  const people = Array.from({ length: 1_200 }, (_, i) => ({ subject: `s-${i}`, template }));
  const lines: number[] = [];
  for await (const { line, problem } of client.enrolMany("staff", people)) {
    expect(problem).toBeUndefined();
    lines.push(line);
  }
  expect(lines).toEqual(people.map((_, i) => i + 1));
  expect(sizes).toEqual([1_000, 200]);
  const subjects = [];
  for await (const { subject } of client.subjects("staff", { limit: 500 })) subjects.push(subject);
  expect(subjects).toEqual(people.map(({ subject }) => subject).toSorted());
});
