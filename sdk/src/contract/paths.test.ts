import { expect, test } from "vitest";
import { fillPath } from "./paths.ts";

const ada = { collection: "staff", subject: "ada" };

test("a verb follows its resource after a colon", () => {
  expect(fillPath("verify", ada)).toBe("/v1/collections/staff/subjects/ada:verify");
  expect(fillPath("identify", { collection: "staff" })).toBe("/v1/collections/staff:identify");
});

test("a noun follows after a slash", () => {
  expect(fillPath("enrol", ada)).toBe("/v1/collections/staff/subjects/ada/templates");
});

test("no name can leave its segment or become a verb", () => {
  expect(fillPath("read", { collection: "a/b", subject: "ada:verify?x#y%2F" })).toBe(
    "/v1/collections/a%2Fb/subjects/ada%3Averify%3Fx%23y%252F",
  );
});
