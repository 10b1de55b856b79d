import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { normalize, type Template } from "@likeness/sdk/core";
import { cards } from "../cards.ts";
import { deliver } from "./delivery.ts";
import { enrolment, erasure, inOutbox } from "./outbox.fixture.ts";
import { createRemotes } from "./remote.ts";

const { modelId } = cards[0]!;
const template: Template = { modelId, vector: normalize(Array.from({ length: 128 }, (_, i) => 128 - i)) };
const remotes = createRemotes(env);
const subject = crypto.randomUUID();
const address = { tenant: "acme", collection: "remote", subject };

test("[OUT2] [LNK1] the server takes what is signed: an enrolment, a replacement, an erasure", async () => {
  await inOutbox(async ({ outbox }) => {
    const now = () => new Date();
    const server = remotes.of("acme");
    const tell = async (message: ReturnType<typeof enrolment>) => {
      outbox.put({ ...message, address });
      expect(await deliver(outbox, remotes, async () => template, now)).toBeUndefined();
      expect(outbox.pending()).toBeUndefined();
    };
    for (const id of ["t1", "t2"]) await tell(enrolment(id));
    expect(await server.read(address)).toMatchObject({ subject, metadata: { hall: "7" } });
    expect((await server.read(address)).templates).toHaveLength(2);
    const found = await server.identify("remote", template);
    expect(found.candidates).toEqual([{ subject, rank: 1, score: expect.closeTo(1, 5) }]);
    await tell(enrolment("t3", { replace: true }));
    expect((await server.read(address)).templates).toHaveLength(1);
    await tell(erasure);
    await expect(server.read(address)).rejects.toMatchObject({ code: "unknown_subject" });
  });
});

test("[OUT3] the server passes over what was overtaken", async () => {
  const late = { ...address, subject: crypto.randomUUID() };
  await expect(remotes.of("acme", 12).erase(late)).rejects.toMatchObject({ code: "unknown_subject" });
  await expect(remotes.of("acme", 11).enrol(late, template)).rejects.toMatchObject({ code: "superseded" });
  expect(await remotes.of("acme", 13).enrol(late, template)).toMatchObject({ templates: 1 });
});

test("[LNK1] a tenant's worker reaches that tenant's subjects alone, and with another's secret nobody's", async () => {
  const { subject } = await remotes.of("umbrella").enrol(address, template);
  expect(subject).toBe(address.subject);
  await expect(remotes.of("acme").read(address)).rejects.toMatchObject({ code: "unknown_subject" });
  const keys = JSON.parse(env.REMOTE_KEYS!) as { acme: { id: string }[]; umbrella: { secret: string } };
  const mixed = { umbrella: { id: keys.acme[0]!.id, secret: keys.umbrella.secret } };
  const stranger = createRemotes({ REMOTE_URL: env.REMOTE_URL!, REMOTE_KEYS: JSON.stringify(mixed) });
  await expect(stranger.of("umbrella").read(address)).rejects.toMatchObject({ code: "signature_invalid" });
});
