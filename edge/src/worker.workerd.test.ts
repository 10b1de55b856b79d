import { env } from "cloudflare:workers";
import { createScheduledController } from "cloudflare:test";
import { expect, test, vi } from "vitest";
import { address, asked, comparison, enrolment, newSubject } from "./subject/subject.fixture.ts";
import worker from "./worker.ts";

test("[SEAL5] by the clock, data keys are wrapped under the newest secret; who was enrolled under the older one still is", async () => {
  const subject = newSubject();
  await subject.enrol(asked, enrolment);
  const [version] = Object.entries(JSON.parse(env.SEALING_SECRETS!) as Record<string, string>);
  const secrets = JSON.stringify({ [version![0]]: version![1], 2: version![1].split("").toReversed().join("") });
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await worker.scheduled(createScheduledController(), { ...env, SEALING_SECRETS: secrets });
  const told = JSON.parse(log.mock.calls[0]![0] as string) as object;
  log.mockRestore();
  expect(told).toMatchObject({ event: "rotation", failed: 0, done: true, rewrapped: expect.any(Number) });
  expect((await env.DATA_KEYS.list({ include: ["customMetadata"] })).objects.map((key) => key.customMetadata)).toContainEqual({
    version: "2",
  });
  // The object still has its key in memory; that it opens what was wrapped anew is the sealing's own test.
  expect(await subject.verify(asked, comparison())).toMatchObject({ value: { verification: { match: true } } });
  expect(await subject.read(address)).toHaveProperty("value");
});
