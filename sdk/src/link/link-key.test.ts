import { describe, expect, test } from "vitest";
import { parseLinkKeys, parseSigningLinkKeys } from "./link-key.ts";

const secret = "s".repeat(43);
const messageOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};

test("a worker has a key for each tenant, or two of which the first signs", () => {
  const [one, two] = [{ id: "one", secret }, { id: "two", secret }];
  expect(parseSigningLinkKeys(JSON.stringify({ acme: one, umbrella: [two, one] }))).toEqual({
    acme: [one],
    umbrella: [two, one],
  });
});

test("a server has keys by id", () => {
  const keys = { one: { tenant: "acme", secret }, two: { tenant: "acme", secret } };
  expect(parseLinkKeys(JSON.stringify(keys))).toEqual(keys);
});

describe("what is wrong is refused, and nothing of it is told:", () => {
  const hidden = "hidden-secret-hidden-secret";

  test.each([
    hidden,
    JSON.stringify({ acme: hidden }),
    JSON.stringify({ acme: { id: "one", secret: hidden } }),
    JSON.stringify({ acme: { id: "one", secret, [hidden]: 1 } }),
    JSON.stringify({ [`${hidden}/`]: { id: "one", secret } }),
    JSON.stringify({ acme: [] }),
    JSON.stringify({ acme: [1, 2, 3].map((n) => ({ id: `k${n}`, secret })) }),
  ])("%s, of a worker", (json) => {
    const message = messageOf(() => parseSigningLinkKeys(json));
    expect(message).toContain("the link's keys");
    expect(message).not.toContain(hidden);
  });

  test.each([
    hidden,
    JSON.stringify({ one: { tenant: "acme", secret: hidden } }),
    JSON.stringify({ one: { tenant: "a b", secret } }),
    JSON.stringify({ [`${hidden}/`]: { tenant: "acme", secret } }),
  ])("%s, of a server", (json) => {
    const message = messageOf(() => parseLinkKeys(json));
    expect(message).toContain("the link's keys");
    expect(message).not.toContain(hidden);
  });
});
