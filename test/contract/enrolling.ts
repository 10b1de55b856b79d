import { expect, test } from "vitest";
import type { HostUnderTest } from "./host.ts";
import { keys } from "../fixtures/keys.ts";
import { expectProblem, indexed, view } from "./people.ts";

export function enrolling(host: () => HostUnderTest): void {
  test("an enrolled subject can be read, with its metadata and without its template", async () => {
    const { client, collection } = host();
    const acme = client(keys.plain);
    const address = { collection, subject: "ada" };
    const enrolled = await acme.enrol(address, view(1, 0), { metadata: { name: "Ada Lovelace" } });
    expect(enrolled).toMatchObject({ subject: "ada", modelId: view(1, 0).modelId, templates: 1 });
    const subject = await acme.read(address);
    expect(subject).toMatchObject({ subject: "ada", metadata: { name: "Ada Lovelace" } });
    expect(subject.templates).toEqual([
      { templateId: enrolled.templateId, modelId: enrolled.modelId, enrolledAt: enrolled.enrolledAt },
    ]);
    expect(JSON.stringify(subject)).not.toContain("vector");
  });

  test("an enrolment sent twice under one idempotency key is one enrolment", async () => {
    const { client, collection } = host();
    const acme = client(keys.plain);
    const address = { collection, subject: "grace" };
    const first = await acme.enrol(address, view(2, 0), { idempotencyKey: "once" });
    const second = await acme.enrol(address, view(2, 0), { idempotencyKey: "once" });
    expect(second).toEqual(first);
    await acme.enrol(address, view(2, 1), { idempotencyKey: "twice" });
    expect((await acme.read(address)).templates).toHaveLength(2);
  });

  test("an idempotency key used for another body is refused", async () => {
    const { client, collection } = host();
    const acme = client(keys.plain);
    const address = { collection, subject: "edith" };
    await acme.enrol(address, view(3, 0), { idempotencyKey: "once" });
    await expectProblem(acme.enrol(address, view(3, 1), { idempotencyKey: "once" }), "idempotency_key_reused");
    expect((await acme.read(address)).templates).toHaveLength(1);
  });

  test("a subject keeps sixteen templates and refuses the next", async () => {
    const { client, collection } = host();
    const acme = client(keys.plain);
    const address = { collection, subject: "hedy" };
    for (let i = 0; i < 16; i++) await acme.enrol(address, view(4, i));
    await expectProblem(acme.enrol(address, view(4, 16)), "subject_full");
    expect((await acme.read(address)).templates).toHaveLength(16);
  });

  test("an erased subject is gone, and may be enrolled anew", async () => {
    const { client, collection } = host();
    const acme = client(keys.plain);
    const address = { collection, subject: "mary" };
    await acme.enrol(address, view(5, 0));
    await acme.enrol(address, view(5, 1));
    expect(await acme.erase(address)).toMatchObject({ subject: "mary", templates: 2 });
    await expectProblem(acme.read(address), "unknown_subject");
    await expectProblem(acme.erase(address), "unknown_subject");
    expect(await acme.enrol(address, view(5, 2))).toMatchObject({ templates: 1 });
  });

  test("an enrolment that replaces drops what the subject had, and keeps what is said of it", async () => {
    const { client, collection } = host();
    const acme = client(keys.plain);
    const address = { collection: `${collection}-replaced`, subject: "katherine" };
    for (let i = 0; i < 16; i++) await acme.enrol(address, view(6, i), { metadata: { name: "Katherine" } });
    const replaced = await acme.enrol(address, view(7, 0), { replace: true, idempotencyKey: "once" });
    expect(replaced).toMatchObject({ templates: 1 });
    expect(await acme.enrol(address, view(7, 0), { replace: true, idempotencyKey: "once" })).toEqual(replaced);
    const subject = await acme.read(address);
    expect(subject.templates.map(({ templateId }) => templateId)).toEqual([replaced.templateId]);
    expect(subject.metadata).toEqual({ name: "Katherine" });
    expect(await acme.verify(address, view(6, 1))).toMatchObject({ match: false });
    expect(await acme.verify(address, view(7, 1))).toMatchObject({ match: true });
    await indexed(acme, address);
    expect((await acme.identify(address.collection, view(6, 1))).candidates).toEqual([]);
    const found = await acme.identify(address.collection, view(7, 1));
    expect(found.candidates.map(({ subject }) => subject)).toEqual(["katherine"]);
  });

  test("an enrolment that replaces nobody is one like any other", async () => {
    const { client, collection } = host();
    const enrolled = await client(keys.plain).enrol({ collection, subject: "annie" }, view(8, 0), { replace: true });
    expect(enrolled).toMatchObject({ subject: "annie", templates: 1 });
  });
}
