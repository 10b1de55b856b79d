import {
  type BundleOptions,
  connect,
  type Connections,
  kill,
  newCredentials,
  type Remote,
  seeded,
  startEdge,
  startRemote,
} from "../under-test/index.ts";
import { createPerson, type Fault, type Person } from "./person.ts";

export interface Crashed {
  readonly kills: number;
  /** Acknowledged, in all. */
  readonly enrolments: number;
  readonly erasures: number;
  /** Changes whose answer was lost with the worker. */
  readonly cut: number;
  readonly faults: readonly Fault[];
  /** Milliseconds from the last answer until the server had the same set. */
  readonly settled: number | undefined;
  /** Subjects that the server has otherwise than the edge, when it was waited for long enough. */
  readonly apart: readonly string[];
}

const people = 24;
const second = 1_000;

/**
 * Enrols and erases, kills workerd by SIGKILL at a random moment, starts it again over the same directory, and looks;
 * so many times. In the end the server has to have what the edge has.
 */
export async function crash(
  kills: number,
  directory: string,
  { seed = 1, change }: { seed?: number } & Pick<BundleOptions, "change"> = {},
): Promise<Crashed> {
  const credentials = await newCredentials();
  const remote = startRemote(credentials);
  const random = seeded(seed);
  const open = () => startEdge({ credentials, directory, outside: remote.fetch, change });
  const persons = Array.from({ length: people }, (_, number) => createPerson(number, credentials, random));

  let worker = await open();
  let cut = 0;
  for (let killed = 0; killed < kills; killed++) {
    const to = connect(worker.endpoint, people);
    const under = loadUntilCut(persons, to);
    await pause(100 + 600 * random());
    await kill(worker);
    cut += await under;
    to.close();
    worker = await open();
  }

  const to = connect(worker.endpoint, people);
  // What was lost is found out, and then one change more.
  for (let round = 0; round < 2; round++) await Promise.all(persons.map((person) => person.go(to)));
  const { settled, apart } = await convergence(persons, remote);
  await Promise.all(persons.map((person) => person.assertThere(to)));
  to.close();
  await worker.stop();
  const sum = (of: (person: Person) => number) => persons.reduce((total, person) => total + of(person), 0);
  return {
    kills,
    enrolments: sum(({ acknowledged }) => acknowledged.enrolments),
    erasures: sum(({ acknowledged }) => acknowledged.erasures),
    cut,
    faults: persons.flatMap(({ faults }) => faults),
    settled,
    apart,
  };
}

/** @returns how many were cut off in the middle of something */
async function loadUntilCut(persons: readonly Person[], to: Connections): Promise<number> {
  const ends = persons.map(async (person) => {
    try {
      for (;;) await person.go(to);
    } catch (error) {
      if (!isCut(error)) throw error;
      return 1;
    }
  });
  return (await Promise.all(ends)).reduce<number>((total, one) => total + one, 0);
}

const isCut = (error: unknown) =>
  error instanceof Error && "code" in error && ["ECONNRESET", "ECONNREFUSED", "EPIPE"].includes(String(error.code));

/** Waits for the outboxes, which try again at growing intervals of a minute at most. */
async function convergence(persons: readonly Person[], { store }: Remote): Promise<Pick<Crashed, "settled" | "apart">> {
  const begun = performance.now();
  for (;;) {
    const apart = persons.filter((person) => !isSame(person, store)).map(({ address }) => address.subject);
    const waited = performance.now() - begun;
    if (apart.length === 0) return { settled: waited, apart };
    if (waited > 150 * second) return { settled: undefined, apart };
    await pause(100);
  }
}

function isSame({ address, templates }: Person, store: Remote["store"]): boolean {
  const there = store.subject({ tenant: "acme", ...address })?.templates ?? [];
  const written = (vector: ArrayLike<number>) => Float32Array.from(vector).join(" ");
  const [own, others] = [templates(), there].map((all) => all.map(({ vector }) => written(vector)).toSorted());
  return own!.length === others!.length && own!.every((vector, i) => vector === others![i]);
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
