// Test support: models that are right, and backends that compute them rightly or not, in a time that they say.

import type { Backend, Runtime, Session } from "../../runtime/session.ts";
import { detectorCard, embedderCard, landmarkerCard, modelOf } from "../../core/card.fixture.ts";
import type { ModelCard } from "../../core/index.ts";
import { makeGolden, type FaceModels, type Model } from "../../model/index.ts";
import type { Candidate } from "./backend-choice.ts";

/** The first of a model's bytes tells the models apart, and fills its output. */
const outputOf = (n: number) => Float32Array.from({ length: 64 }, (_, i) => ((i * 37 + n * 11) % 64) / 32 - 1);

async function model<Card extends ModelCard>(card: Card, n: number): Promise<Model<Card>> {
  const named = await modelOf(card, Uint8Array.of(n));
  const session = await fakeRuntime("node").load(named.bytes);
  return { ...named, card: { ...named.card, golden: await makeGolden(session, named.card, { width: 8, height: 8 }) } };
}

export async function fakeModels(): Promise<FaceModels> {
  return {
    detector: await model(detectorCard(), 1),
    landmarker: await model(landmarkerCard(), 2),
    embedder: await model(embedderCard(), 3),
  };
}

export interface Clock {
  time: number;
}

export interface Behaviour {
  readonly clock?: Clock;
  /** Of one run. */
  readonly milliseconds?: number;
  /** Changes what a model gives; throws what a run should fail with. */
  readonly distort?: (data: Float32Array, n: number) => Float32Array;
  readonly onLoad?: (n: number) => void;
}

export interface FakeRuntime extends Runtime {
  /** What was done, in words. */
  readonly log: string[];
  /** Sessions that were loaded and not released. */
  readonly open: Set<Session>;
}

export function fakeRuntime(backend: Backend, behaviour: Behaviour = {}): FakeRuntime {
  const { clock, milliseconds = 0, distort = (data) => data, onLoad } = behaviour;
  const log: string[] = [];
  const open = new Set<Session>();
  return {
    name: `fake ${backend}`,
    backend,
    log,
    open,
    load: async (bytes) => {
      const n = bytes[0]!;
      log.push(`load ${n}`);
      onLoad?.(n);
      const session: Session = {
        run: async () => {
          log.push(`run ${n}`);
          if (clock) clock.time += milliseconds;
          return { out: { data: distort(outputOf(n), n), shape: [1, 64] } };
        },
        release: async () => void open.delete(session),
      };
      open.add(session);
      return session;
    },
    close: async () => void log.push("close"),
  };
}

export function candidate(runtime: Runtime, reason?: string): Candidate {
  return { backend: runtime.backend, available: async () => reason, start: async () => runtime };
}
