import { Problem } from "@likeness/sdk/core";
import type { Client } from "@likeness/sdk/client";
import type { Identified } from "@likeness/sdk/contract";
import { theFaceToEnrol, type Timings } from "@likeness/sdk/face/node";
import type { Look, Person, Shot } from "./shot.ts";
import { subjectsOf } from "./subjects.ts";

/** What became of one view of one person. Times are in milliseconds. */
export interface ViewResult {
  readonly person: Person;
  readonly view: string;
  readonly timings: Timings;
  /** Against the person's own template. */
  readonly own: Decision;
  /** Against the template of somebody else; absent if only one person is enrolled. */
  readonly another: Decision | undefined;
  readonly identified: Identification;
}

export interface Decision {
  readonly match: boolean;
  readonly ms: number;
}

export interface Identification {
  /** Who the search named; nobody, or a subject that is no person of this run. */
  readonly named: Person | "nobody" | "unknown";
  readonly ms: number;
}

/** A step that was answered with a problem: a picture without a face, one that is not good enough. */
export interface Refusal {
  readonly person: Person;
  readonly view: string;
  readonly problem: Problem;
}

export interface JobResult {
  readonly enrolled: readonly Person[];
  /** Of those, who was named as somebody already enrolled: a false positive, or truly the same person. */
  readonly namedBefore: readonly { readonly person: Person; readonly as: Identification["named"] }[];
  readonly enrolMs: number;
  readonly views: readonly ViewResult[];
  readonly refusals: readonly Refusal[];
  readonly thresholds: { readonly fmr: number; readonly fpir: number } | undefined;
}

export interface JobOptions {
  readonly client: Client;
  readonly collection: string;
  /** Called before each view, for progress. */
  readonly onStep: (step: string) => void;
  /** Ends the job between two steps; whoever is enrolled by then is erased. */
  readonly signal: AbortSignal;
}

/**
 * The main job: identify everybody while they are strangers, enrol them, then verify and identify their other
 * views. However it ends, everybody is erased again.
 */
export async function runJob(people: readonly Person[], options: JobOptions): Promise<JobResult> {
  const { client, collection, onStep, signal } = options;
  const subjects = await subjectsOf(people);
  const bySubject = new Map(Array.from(subjects, ([person, subject]) => [subject, person]));
  const addressOf = (person: Person) => ({ collection, subject: subjects.get(person)! });
  const whoIs = ({ candidates: [first] }: Identified): Identification["named"] =>
    first ? (bySubject.get(first.subject) ?? "unknown") : "nobody";
  const step = (name: string) => {
    signal.throwIfAborted();
    onStep(name);
  };

  const refusals: Refusal[] = [];
  const namedBefore: { person: Person; as: Identification["named"] }[] = [];
  const enrolled = new Map<Person, Shot>();

  async function enrolEverybody(): Promise<void> {
    for (const person of people) {
      step(`enrolling ${person.name}`);
      const found = await firstGood(person, refusals);
      if (!found) continue;
      const { template } = found.look.face;
      const as = whoIs(await client.identify(collection, template));
      if (as !== "nobody") namedBefore.push({ person, as });
      await client.enrol(addressOf(person), template, { metadata: { name: person.name.slice(0, 256) } });
      enrolled.set(person, found.shot);
      await searchable(client, addressOf(person));
    }
  }

  /** A view against its own template, another person's, and everybody's. */
  async function recognise(person: Person, other: Person | undefined, view: string, { face, timings }: Look) {
    const { template } = face;
    const own = await timed(() => client.verify(addressOf(person), template));
    const another = other && (await timed(() => client.verify(addressOf(other), template)));
    const all = await timed(() => client.identify(collection, template));
    return {
      thresholds: { fmr: own.answer.threshold.fmr, fpir: all.answer.threshold.fpir },
      result: {
        person,
        view,
        timings,
        own: { match: own.answer.match, ms: own.ms },
        another: another && { match: another.answer.match, ms: another.ms },
        identified: { named: whoIs(all.answer), ms: all.ms },
      },
    };
  }

  try {
    const begun = performance.now();
    await enrolEverybody();
    const enrolMs = performance.now() - begun;

    const views: ViewResult[] = [];
    let thresholds: JobResult["thresholds"];
    const everyone = [...enrolled.keys()];
    for (const [i, person] of everyone.entries()) {
      const other = everyone.length > 1 ? everyone[(i + 1) % everyone.length] : undefined;
      for (const shot of person.probes(enrolled.get(person)!)) {
        step(`${person.name}: ${shot.label}`);
        const look = await lookOrRefuse(person, shot, refusals);
        if (!look) continue;
        const recognised = await recognise(person, other, shot.label, look);
        views.push(recognised.result);
        thresholds = recognised.thresholds;
      }
    }
    return { enrolled: everyone, namedBefore, enrolMs, views, refusals, thresholds };
  } finally {
    onStep("erasing everybody");
    for (const person of enrolled.keys()) await client.erase(addressOf(person));
  }
}

/** The first picture that is good enough to enrol; what was wrong with those before it is noted. */
async function firstGood(person: Person, refusals: Refusal[]): Promise<{ shot: Shot; look: Look } | undefined> {
  for (const shot of person.candidates) {
    const look = await lookOrRefuse(person, shot, refusals, ({ face }) => theFaceToEnrol({ faces: [face] }));
    if (look) return { shot, look };
  }
  return undefined;
}

async function lookOrRefuse(
  person: Person,
  shot: Shot,
  refusals: Refusal[],
  check: (look: Look) => void = () => {},
): Promise<Look | undefined> {
  try {
    const look = await shot.look();
    check(look);
    return look;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    const known = refusals.some((one) => one.person === person && one.view === shot.label);
    if (!known) refusals.push({ person, view: shot.label, problem });
    return undefined;
  }
}

interface Timed<Answer> {
  readonly answer: Answer;
  readonly ms: number;
}

async function timed<Answer>(work: () => Promise<Answer>): Promise<Timed<Answer>> {
  const begun = performance.now();
  const answer = await work();
  return { answer, ms: performance.now() - begun };
}

const patience = 10_000;

/** The edge tells the server of an enrolment by itself; a search right after might come before. */
async function searchable(client: Client, address: { collection: string; subject: string }): Promise<void> {
  for (const deadline = performance.now() + patience; performance.now() < deadline; ) {
    if ((await client.read(address)).indexed) return;
    await new Promise((resume) => setTimeout(resume, 10));
  }
  throw new Error(`${address.subject} was enrolled, but the server was not told of it in ${patience / 1000} s`);
}
