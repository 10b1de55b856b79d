import { expect, test } from "vitest";
import { embedderCard } from "../core/card.fixture.ts";
import { encodeTemplate, normalize } from "../core/index.ts";
import { createModels } from "./models.ts";

const four = embedderCard({ modelId: "four@1", dimension: 4 });
const two = embedderCard({ modelId: "two@1", dimension: 2 });
const models = createModels([four, two]);

test("each card is found by its model id", () => {
  expect(models.ids).toEqual(["four@1", "two@1"]);
  expect(models.card("two@1")).toBe(two);
});

test("a template is read at the dimension of its own model", () => {
  const template = { modelId: "two@1", vector: normalize([3, 4]) };
  expect(models.decode(encodeTemplate(template))).toEqual(template);
  expect(() => models.decode({ ...encodeTemplate(template), modelId: "four@1" })).toThrow(
    expect.objectContaining({ code: "template_length" }),
  );
});

test("a model without a card is unknown, and the problem names those that are known", () => {
  const unknown = expect.objectContaining({
    code: "unknown_model",
    message: "six@1 is not one of four@1, two@1",
  });
  expect(() => models.card("six@1")).toThrow(unknown);
  expect(() => models.decode({ modelId: "six@1", encoding: "f32", data: "" })).toThrow(unknown);
});
