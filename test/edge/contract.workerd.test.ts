import { exports } from "cloudflare:workers";
import { createClient } from "@likeness/sdk/client";
import { expect, test } from "vitest";
import { contractSuite } from "../contract/suite.ts";
import { expectProblem, view } from "../contract/people.ts";
import { keys } from "../fixtures/keys.ts";

const endpoint = "http://edge.test";
const fetch: typeof globalThis.fetch = (...request) => exports.default.fetch(new Request(...request));
const client = (key: string) => createClient({ endpoint, key, fetch, retries: 0 });

contractSuite("edge", () => ({ endpoint, fetch, collection: "edge-staff", client }));

test("with its server down, identifying says so, and enrolling and verifying go on", async () => {
  const cutOff = client(keys.cutOff);
  const address = { collection: "alone", subject: "ada" };
  await cutOff.enrol(address, view(50, 0));
  await expectProblem(cutOff.identify("alone", view(50, 1)), "remote_unavailable");
  expect(await cutOff.verify(address, view(50, 1))).toMatchObject({ match: true });
  expect(await cutOff.read(address)).toMatchObject({ indexed: false });
});
