import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Answered } from "@likeness/sdk/host";
import type { App } from "../app.ts";
import type { Gate } from "./gate.ts";

export interface MetricsOptions {
  readonly statuses: App["statuses"];
  readonly gates: Readonly<Record<string, Gate>>;
}

export interface Metrics {
  readonly contentType: string;
  /** As Prometheus reads them. */
  text(): Promise<string>;
  answered(answer: Answered): void;
}

/** Seconds: from a search of a small gallery to what nobody waits for. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** What an operator watches. No tenant, collection or subject is in it: spaces are told by their numbers. */
export function metrics({ statuses, gates }: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const answers = new Histogram({
    name: "likeness_answer_seconds",
    help: "From a call's arrival to its answer, by operation and status",
    labelNames: ["operation", "status"],
    buckets,
    registers,
  });
  const refusals = new Counter({
    name: "likeness_problems_total",
    help: "Answers that were problems, by their code",
    labelNames: ["code"],
    registers,
  });

  for (const [name, help, read] of [
    ["likeness_calls_running", "Calls that are worked on", (gate: Gate) => gate.running],
    ["likeness_calls_waiting", "Calls that wait for their turn", (gate: Gate) => gate.waiting],
  ] as const) {
    const gauge = new Gauge({
      name,
      help,
      labelNames: ["work"],
      registers: [],
      collect() {
        for (const [work, gate] of Object.entries(gates)) this.set({ work }, read(gate));
      },
    });
    registry.registerMetric(gauge);
  }

  type Row = ReturnType<App["statuses"]>[number];
  for (const [name, help, read] of [
    ["likeness_index_vectors", "Vectors in an index", ({ status }: Row) => status.size],
    ["likeness_index_bytes", "Memory of an index", ({ status }: Row) => status.bytes],
    ["likeness_index_exact", "1 where every search compares with everyone", ({ status }: Row) => Number(status.exact)],
    [
      "likeness_index_recall",
      "First places that a short cut finds, at least",
      ({ status }: Row) => status.recall?.atLeast,
    ],
    ["likeness_store_templates", "Templates in the store", ({ space }: Row) => space.templates],
  ] as const) {
    const gauge = new Gauge({
      name,
      help,
      labelNames: ["space", "model"],
      registers: [],
      collect() {
        // A space that is gone is told of no more.
        this.reset();
        for (const row of statuses()) {
          const value = read(row);
          if (value !== undefined) this.set({ space: row.space.id, model: row.space.modelId }, value);
        }
      },
    });
    registry.registerMetric(gauge);
  }

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    answered: ({ operation = "none", status, code, milliseconds }) => {
      answers.observe({ operation, status }, milliseconds / 1_000);
      if (code !== undefined) refusals.inc({ code });
    },
  };
}
