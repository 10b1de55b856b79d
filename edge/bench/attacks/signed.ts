import card from "../../../models/cards/dlib-resnet.json" with { type: "json" };
import { viewOf } from "../../../test/fixtures/templates.ts";
import {
  type Answer,
  type Connections,
  connect,
  type Credentials,
  type Enrolled,
  enrol,
  expectStatus,
  moveClock,
  newDevice,
  noncesFor,
  type OpenDevice,
  register,
  type WorkerUnderTest,
} from "../under-test/index.ts";
import { type Alteration, alterations, crossings, honest, type Scene, wrongKeys } from "./altered.ts";
import { type Tally, tallyOf, together } from "./tally.ts";

const connections = 16;
const people = 16;
/** Requests that are prepared at once: their challenges hold for a minute. */
const batch = 1_000;

/** What every attack on signed requests was answered, `count` of each; the last is of requests that are right. */
export async function attackSigned(
  worker: WorkerUnderTest,
  credentials: Credentials,
  count: number,
  random: () => number,
): Promise<{ attacks: Tally[]; details: Tally[]; control: Tally }> {
  const to = connect(worker.endpoint, connections);
  const scenes = await stage(to, credentials, random);
  const control = async () => tallyOf("right requests", await send(to, await scenes(500), [honest]));
  const before = await control();

  const replayed = await replay(to, scenes, count);
  const expired = await expire(worker, to, scenes, count);
  const details: Tally[] = [];
  for (const [kind, ways] of [
    ["cross-subject", crossings],
    ["altered", alterations],
    ["right vector, wrong key", wrongKeys(newDevice())],
  ] as const) {
    const each = Math.ceil(count / Object.keys(ways).length);
    for (const [way, alteration] of Object.entries(ways)) {
      const answers: Answer[] = [];
      for (let sent = 0; sent < each; sent += batch) {
        answers.push(...(await send(to, await scenes(Math.min(batch, each - sent)), [alteration])));
      }
      details.push(tallyOf(`${kind}: ${way}`, answers));
    }
  }
  const of = (kind: string) =>
    together(
      kind,
      details.filter((tally) => tally.kind.startsWith(`${kind}:`)),
    );
  const attacks = [replayed, expired, of("cross-subject"), of("altered"), of("right vector, wrong key")];
  const after = await control();
  to.close();
  return { attacks, details, control: together("right requests", [before, after]) };
}

type Scenes = (count: number) => Promise<Scene[]>;

/** People with two devices each, who verify by turns. */
async function stage(to: Connections, credentials: Credentials, random: () => number): Promise<Scenes> {
  const { publishable } = credentials.own;
  const enrolled: Enrolled[] = [];
  const seconds: OpenDevice[] = [];
  for (let person = 0; person < people; person++) {
    const address = { collection: "attacked", subject: `person-${person}` };
    const who = await enrol(to, credentials, address, viewOf(card.modelId, person, 0));
    enrolled.push(who);
    seconds.push(await register(to, credentials, who));
  }
  let turn = 0;
  return async (count) => {
    const turns = Array.from({ length: count }, () => turn++ % people);
    const of = (shift: number) => turns.map((person) => enrolled[(person + shift) % people]!.address);
    const nonces = await noncesFor(to, publishable, of(0));
    // Nothing is ever signed rightly over these, so one of each person's is enough.
    const fresh = await noncesFor(to, publishable, of(0).slice(0, people));
    const others = await noncesFor(to, publishable, of(1).slice(0, people));
    const foreign = await noncesFor(to, credentials.other.publishable, of(0).slice(0, people));
    return turns.map((person, i) => ({
      who: enrolled[person]!,
      other: enrolled[(person + 1) % people]!,
      second: seconds[person]!,
      nonce: nonces[i]!,
      fresh: fresh[i % people]!,
      others: others[i % people]!,
      foreign: foreign[i % people]!,
      probe: viewOf(card.modelId, person, 1),
      anotherProbe: viewOf(card.modelId, person, 2),
      credentials,
      random,
    }));
  };
}

async function send(
  to: Connections,
  scenes: readonly Scene[],
  ways: readonly Alteration[],
): Promise<readonly Answer[]> {
  const { answers } = await to.drive(scenes.map((scene, i) => ways[i % ways.length]!(scene)));
  return answers;
}

/** Each is sent once, and taken; then once more. */
async function replay(to: Connections, scenes: Scenes, count: number): Promise<Tally> {
  const answers: Answer[] = [];
  while (answers.length < count) {
    const requests = (await scenes(Math.min(batch, count - answers.length))).map(honest);
    for (const answer of (await to.drive(requests)).answers) expectStatus(answer, 200);
    answers.push(...(await to.drive(requests)).answers);
  }
  return tallyOf("replayed", answers);
}

/** Sent a millisecond after the minute, or an hour. */
async function expire(worker: WorkerUnderTest, to: Connections, scenes: Scenes, count: number): Promise<Tally> {
  const answers: Answer[] = [];
  let ahead = 0;
  for (let turn = 0; answers.length < count; turn++) {
    const requests = (await scenes(Math.min(batch, count - answers.length))).map(honest);
    ahead += turn % 2 === 0 ? 60_001 : 3_600_000;
    await moveClock(worker, ahead);
    answers.push(...(await to.drive(requests)).answers);
  }
  return tallyOf("expired", answers);
}
