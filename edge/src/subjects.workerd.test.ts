import { describe, expect, test } from "vitest";
import { namingKeys } from "./secrets.ts";
import { createSubjects } from "./subjects.ts";
import type { Outcome } from "./subject/outcome.ts";

const address = { tenant: "acme", collection: "staff", subject: "ada" };
const naming = () => namingKeys("n".repeat(43));
const namespace = { idFromName: () => ({}), get: () => ({}) } as never;
const ask = (answer: () => Promise<Outcome<string>>) => createSubjects(namespace, naming).ask(address, answer);

test("what the object answers is answered", async () => {
  expect(await ask(async () => ({ value: "kept" }))).toBe("kept");
  const refused = ask(async () => ({ code: "unknown_subject", detail: "of it", retryAfter: undefined }));
  await expect(refused).rejects.toMatchObject({ code: "unknown_subject", detail: "of it" });
});

describe("[LIM3] an object that the platform", () => {
  test.each(["retryable", "overloaded", "durableObjectReset"])("calls %s does not answer now: 503", async (what) => {
    const cause = Object.assign(new Error("of the platform"), { [what]: true });
    const asked = ask(() => Promise.reject(cause));
    await expect(asked).rejects.toMatchObject({ code: "unreachable", status: 503, retryAfter: 1, cause });
  });

  test("says nothing of has a bug, which is nobody's wait", async () => {
    const bug = Object.assign(new Error("a bug"), { remote: true, retryable: false });
    await expect(ask(() => Promise.reject(bug))).rejects.toBe(bug);
  });
});
