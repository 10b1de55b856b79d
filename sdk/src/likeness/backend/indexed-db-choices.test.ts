import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { indexedDbChoices } from "./indexed-db-choices.ts";

const device = async () => "a phone";

test("a choice outlives the page, for its models and its device", async () => {
  await indexedDbChoices({ device }).remember("models", "webgpu");
  expect(await indexedDbChoices({ device }).recall("models")).toBe("webgpu");
  expect(await indexedDbChoices({ device }).recall("others")).toBeUndefined();
  expect(await indexedDbChoices({ device: async () => "another phone" }).recall("models")).toBeUndefined();
});

test("the last choice counts", async () => {
  const choices = indexedDbChoices({ device });
  await choices.remember("changed", "webgpu");
  await choices.remember("changed", "wasm");
  expect(await choices.recall("changed")).toBe("wasm");
});

test("without a database, or a way to name the device, nothing is remembered and nothing fails", async () => {
  const choices = indexedDbChoices({ device: () => Promise.reject(new Error("no adapter")) });
  await choices.remember("models", "webgpu");
  expect(await choices.recall("models")).toBeUndefined();
});
