import { expect, onTestFinished, test } from "vitest";
import type { AddressInfo } from "node:net";
import type { App } from "../app.ts";
import { gate } from "./gate.ts";
import { serveMetrics } from "./metrics-server.ts";
import { metrics } from "./metrics.ts";

type Row = ReturnType<App["statuses"]>[number];
const row = (id: number, changes: Partial<Row["status"]> = {}): Row => ({
  space: { id, modelId: "model@1", dimension: 3, subjects: 2, templates: 5, change: 1 },
  status: { size: 4, bytes: 48, kind: "exact", exact: true, recall: undefined, ...changes },
});

async function read(url: string): Promise<string[]> {
  return (await (await fetch(url)).text()).split("\n").filter((line) => line.startsWith("likeness_"));
}

async function served(rows: () => readonly Row[], search = gate({ atOnce: 1, patience: 1, mostWaiting: 5 })) {
  const measured = metrics({ statuses: rows, gates: { search } });
  const server = await serveMetrics(measured, { port: 0, hostname: "127.0.0.1" });
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { measured, search, url: `http://127.0.0.1:${port}/metrics` };
}

test("answers are counted by operation and status, problems by their code", async () => {
  const { measured, url } = await served(() => []);
  const answer = { requestId: "r", operation: "identify", tenant: "acme", code: undefined, milliseconds: 4 } as const;
  measured.answered({ ...answer, status: 200 });
  measured.answered({ ...answer, status: 503, code: "overloaded" });
  const lines = await read(url);
  expect(lines).toContain('likeness_answer_seconds_bucket{le="0.005",operation="identify",status="200"} 1');
  expect(lines).toContain('likeness_answer_seconds_bucket{le="0.0025",operation="identify",status="200"} 0');
  expect(lines).toContain('likeness_problems_total{code="overloaded"} 1');
  expect(lines.join("\n")).not.toContain("acme");
});

test("indexes are told as they are, and no more once they are gone", async () => {
  let rows = [row(1, { exact: false, recall: { found: 10, probes: 10, atLeast: 0.75 } }), row(2)];
  const { url } = await served(() => rows);
  const lines = await read(url);
  expect(lines).toContain('likeness_index_vectors{space="1",model="model@1"} 4');
  expect(lines).toContain('likeness_index_exact{space="1",model="model@1"} 0');
  expect(lines).toContain('likeness_index_recall{space="1",model="model@1"} 0.75');
  expect(lines.filter((line) => line.startsWith("likeness_index_recall{"))).toHaveLength(1);
  rows = [row(2)];
  expect((await read(url)).filter((line) => line.includes('space="1"'))).toEqual([]);
});

test("who works and who waits is told", async () => {
  const { search, url } = await served(() => []);
  await search.enter(() => undefined);
  void search.enter(() => undefined);
  const lines = await read(url);
  expect(lines).toContain('likeness_calls_running{work="search"} 1');
  expect(lines).toContain('likeness_calls_waiting{work="search"} 1');
});

test("there is nothing else at that port", async () => {
  const { url } = await served(() => []);
  expect((await fetch(url.replace("/metrics", "/v1/health"))).status).toBe(404);
});
