import { expect, test } from "vitest";
import { newWorkerSecrets } from "@likeness/sdk/backend";
import type { Address } from "./address.ts";
import { objectName } from "./object-name.ts";
import { namingKeys } from "./secrets.ts";

const ada: Address = { tenant: "acme", collection: "staff", subject: "ada" };
const { NAME_SECRET } = await newWorkerSecrets();
const names = async (secret = NAME_SECRET) => (await namingKeys(secret)).names;

test("[KEY5] a subject has one name, at any time, and it says nothing of them", async () => {
  const name = await objectName(await names(), ada);
  expect(name).toMatch(/^[\w-]{43}$/);
  expect(await objectName(await names(), { ...ada })).toBe(name);
});

test("[KEY5] no two subjects share a name, however their parts are shared out", async () => {
  const key = await names();
  const addresses: Address[] = [
    ada,
    { ...ada, tenant: "umbrella" },
    { ...ada, collection: "guests" },
    { ...ada, subject: "eve" },
    { tenant: "staff", collection: "acme", subject: "ada" },
    { tenant: "acme", collection: "ada", subject: "staff" },
    { tenant: "acmes", collection: "taff", subject: "ada" },
    { tenant: "acme", collection: "staffa", subject: "da" },
    { tenant: "acme", collection: "staff3", subject: "ada" },
    { tenant: "acme5", collection: "staff", subject: "ada" },
    { tenant: "acme", collection: "staff", subject: "ADA" },
  ];
  const made = await Promise.all(addresses.map((address) => objectName(key, address)));
  expect(new Set(made).size).toBe(addresses.length);
});

test("[KEY5] who has not the secret cannot compute a name", async () => {
  const other = (await newWorkerSecrets()).NAME_SECRET;
  expect(await objectName(await names(other), ada)).not.toBe(await objectName(await names(), ada));
  // Challenges have another key of the same secret: what one reveals tells nothing of the other.
  const { challenges } = await namingKeys(NAME_SECRET);
  expect(await objectName(challenges, ada)).not.toBe(await objectName(await names(), ada));
});

test.each([undefined, "", "short", "A".repeat(42), "A".repeat(44), `${"A".repeat(42)}=`, `${"A".repeat(42)}+`])(
  "without a secret of 32 bytes there are no names, and none of it is told: %s",
  async (secret) => {
    const problem = await namingKeys(secret).catch((error: Error) => error);
    expect(problem).toMatchObject({ code: "not_configured" });
    if (secret) expect(String(problem)).not.toContain(secret);
  },
);
