import { expect, test } from "vitest";
import { Problem, type Template } from "@likeness/sdk/core";
import { memoryKeyBucket } from "../sealing/drivers/memory.ts";
import type { KeyBucket } from "../sealing/key-bucket.ts";
import { rotate } from "../sealing/rotation.ts";
import { parseSealingSecrets } from "../sealing/sealing-secrets.ts";
import type { Vault } from "./vault.ts";
import { ada, anybody, enrolmentOf, inVault, newSecrets, newTemplate, oldModel, type Room } from "./vault.fixture.ts";
import { transactionOf } from "../storage/transaction.ts";

/** As if the bucket were far away, and each call took its own time: what goes on at once comes in every order. */
function farAway(bucket: KeyBucket): KeyBucket {
  const late =
    <Given extends unknown[], Answer>(ask: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      await scheduler.wait(Math.random() * 3);
      const answer = await ask(...given);
      await scheduler.wait(Math.random() * 3);
      return answer;
    };
  return {
    get: late(bucket.get),
    create: late(bucket.create),
    replace: late(bucket.replace),
    delete: late(bucket.delete),
    page: late(bucket.page),
  };
}

const [older, newer] = [newSecrets(1), newSecrets(2)];
const both = { ...older, ...newer };

/** What a subject's object is asked while keys are wrapped anew: it falls asleep and wakes up in between. */
async function busy({ awoken }: Room, by: () => KeyBucket, template: Template): Promise<number> {
  let opened = 0;
  for (let i = 0; i < 6; i++) {
    const vault: Vault = awoken({ secrets: both, by });
    const verifying = Array.from({ length: 3 }, async () => {
      const [first] = await vault.open(ada, oldModel);
      expect(first?.vector).toEqual(template.vector);
      opened += 1;
    });
    const enrolling = vault.enrol(ada, enrolmentOf(newTemplate()), anybody);
    await Promise.all([...verifying, enrolling]);
  }
  return opened;
}

/** Erases who is being verified. Nobody sees a template that does not open: they are there, or they are unknown. */
async function erasing({ awoken, storage }: Room, by: () => KeyBucket): Promise<void> {
  const vault = awoken({ secrets: both, by });
  const verifying = Array.from({ length: 6 }, async () => {
    await scheduler.wait(Math.random() * 10);
    await vault.open(ada, oldModel).catch((problem: unknown) => {
      if (!(problem instanceof Problem) || problem.code !== "unknown_subject") throw problem;
    });
  });
  await scheduler.wait(Math.random() * 10);
  transactionOf(storage)(() => vault.erase(ada));
  await Promise.all([...verifying, vault.shred()]);
}

test("[SEAL5] while a new secret comes in under load no verification fails, and no erased key comes back", async () => {
  const memory = memoryKeyBucket(3);
  const by = () => farAway(memory);
  const [subjects, erased] = [10, 5];
  const { promise: started, resolve: start } = Promise.withResolvers<void>();
  let ready = 0;

  const rooms = Array.from({ length: subjects }, (_, i) =>
    inVault(
      async (room) => {
        const template = newTemplate();
        await room.awoken({ secrets: older, by: () => memory }).enrol(ada, enrolmentOf(template), anybody);
        if ((ready += 1) === subjects) start();
        await started;
        const opened = await busy(room, by, template);
        if (i < erased) await erasing(room, by);
        return opened;
      },
      { secrets: older },
    ),
  );
  await started;
  const secrets = parseSealingSecrets(JSON.stringify(both));
  const load = new AbortController();
  const job = (async () => {
    do expect(await rotate(farAway(memory), secrets)).toMatchObject({ failed: 0, done: true });
    while (!load.signal.aborted);
  })();
  const opened = await Promise.all(rooms);
  load.abort();
  await job;
  expect(opened).toEqual(Array(subjects).fill(18));

  const left: { name: string; version: number }[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await memory.page(cursor);
    left.push(...page.keys);
    cursor = page.cursor;
    if (cursor === undefined) break;
  }
  expect(left.map(({ version }) => version)).toEqual(Array(subjects - erased).fill(2));
});
