import { Problem } from "@likeness/sdk/core";
import type { Client } from "@likeness/sdk/client";
import type { Identified } from "@likeness/sdk/contract";
import { theFaceToEnrol, type Timings } from "@likeness/sdk/face/node";
import type { Look, Person, Shot } from "./shot.ts";

/** What became of one view of one person. Times are in milliseconds. */
export interface ViewResult {
  readonly person: Person;
  readonly view: string;
  readonly timings: Timings;
  /** Against the person's own template. */
  readonly own: Decision;
  /** Against the template of somebody else; absent if only one person is enrolled. */
  readonly another: Decision | undefined;
  readonly identified: { readonly subject: string | undefined; readonly ms: number };
}

export interface Decision {
  readonly match: boolean;
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
  readonly namedBefore: readonly { readonly person: Person; readonly subject: string }[];
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
}

/**
 * The main job: identify everybody while they are strangers, enrol them, then verify and identify their other
 * views; at last erase them all.
 */
export async function runJob(people: readonly Person[], { client, collection, onStep }: JobOptions): Promise<JobResult> {
  const refusals: Refusal[] = [];
  const namedBefore: { person: Person; subject: string }[] = [];
  const enrolled = new Map<Person, Shot>();
  const begun = performance.now();
  for (const person of people) {
    onStep(`enrolling ${person.name}`);
    const found = await firstGood(person, refusals);
    if (!found) continue;
    const { template } = found.look.face;
    const { candidates } = await client.identify(collection, template, { maxCandidates: 1 });
    if (candidates[0]) namedBefore.push({ person, subject: candidates[0].subject });
    const address = { collection, subject: person.subject };
    await client.enrol(address, template, { metadata: { name: person.name.slice(0, 256) } });
    await searchable(client, address);
    enrolled.set(person, found.shot);
  }
  const enrolMs = performance.now() - begun;

  const views: ViewResult[] = [];
  let thresholds: JobResult["thresholds"];
  const everyone = [...enrolled.keys()];
  for (const [i, person] of everyone.entries()) {
    const other = everyone.length > 1 ? everyone[(i + 1) % everyone.length] : undefined;
    for (const shot of person.probes(enrolled.get(person)!)) {
      onStep(`${person.name}: ${shot.label}`);
      const look = await lookOrRefuse(person, shot, refusals);
      if (!look) continue;
      const { template } = look.face;
      const own = await timed(() => client.verify({ collection, subject: person.subject }, template));
      const another = other && (await timed(() => client.verify({ collection, subject: other.subject }, template)));
      const all: Timed<Identified> = await timed(() => client.identify(collection, template));
      thresholds = { fmr: own.answer.threshold.fmr, fpir: all.answer.threshold.fpir };
      views.push({
        person,
        view: shot.label,
        timings: look.timings,
        own: { match: own.answer.match, ms: own.ms },
        another: another && { match: another.answer.match, ms: another.ms },
        identified: { subject: all.answer.candidates[0]?.subject, ms: all.ms },
      });
    }
  }

  onStep("erasing everybody");
  for (const { subject } of everyone) await client.erase({ collection, subject });
  return { enrolled: everyone, namedBefore, enrolMs, views, refusals, thresholds };
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
