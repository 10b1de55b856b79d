import { runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { env } from "cloudflare:workers";
import { enrol } from "./changes.ts";
import { erase } from "./erasure.ts";
import { templatesToGrant } from "./reading.ts";
import { subjectParts } from "./subject-parts.ts";
import { address, asked, enrolment, modelId, newSubject, template } from "./subject.fixture.ts";

test("[LOG1] templates that leave, to be sealed to a device, are in the log", async () => {
  await runInDurableObject(newSubject(), async (_, state) => {
    const parts = subjectParts(state, env);
    await enrol(parts, asked, enrolment);
    expect(await templatesToGrant(parts, address, "5ec2e7".padEnd(64, "0"))).toEqual([template]);
    expect(parts.log.page({ after: 1, limit: 10 }).entries).toMatchObject([
      { event: "grant_given", by: "key:5ec2e700", details: { modelId } },
    ]);
  });
});

test("[ERA3] templates of a subject that is erased while they are opened do not leave, and nothing is written of them", async () => {
  await runInDurableObject(newSubject(), async (_, state) => {
    const parts = subjectParts(state, env);
    await enrol(parts, asked, enrolment);
    const { vault } = parts;
    const open: typeof vault.open = async (...given) => {
      const opened = await vault.open(...given);
      await erase(parts, address, "key");
      return opened;
    };
    const granting = templatesToGrant({ ...parts, vault: { ...vault, open } }, address, "key");
    await expect(granting).rejects.toMatchObject({ code: "unknown_subject" });
    expect(parts.log.end().sequence).toBe(0);
  });
});
