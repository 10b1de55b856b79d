import { expect, test } from "vitest";
import { statementOf, type ProvedRequest } from "./statement.ts";

const request: ProvedRequest = {
  method: "POST",
  path: "/v1/collections/staff/subjects/ada:verify?x=1",
  tenant: "acme",
  collection: "staff",
  subject: "ada",
  modelId: "fixture@1",
  body: "digest",
};
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test("[PRF1] it has each field on a line of its own, in the order of edge/SPEC.md", () => {
  expect(text(statementOf(request, "n-1"))).toBe(
    "likeness-proof/1\nPOST\n/v1/collections/staff/subjects/ada:verify?x=1\nacme\nstaff\nada\nfixture@1\nn-1\ndigest",
  );
});

test("[PRF1] where there is no template, a dash says so", () => {
  expect(text(statementOf({ ...request, modelId: undefined }, "n-1")).split("\n")[6]).toBe("-");
});
