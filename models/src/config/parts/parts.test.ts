import { expect, test } from "vitest";
import type { z } from "zod";
import { matrix } from "../../matrix.ts";
import { seeded } from "../../random.ts";
import { loss } from "../sections/loss.ts";
import { miner } from "../sections/miner.ts";
import { network } from "../sections/network.ts";
import { optimiser, schedule } from "../sections/optimiser.ts";
import { sampler } from "../sections/sampler.ts";
import { lossOf } from "./loss.ts";
import { minerOf } from "./miner.ts";
import { networkOf } from "./network.ts";
import { optimiserOf, scheduleOf } from "./optimiser.ts";
import { samplerOf } from "./sampler.ts";

/** The names that a section knows. */
function namesOf(section: z.ZodDiscriminatedUnion): string[] {
  return section.options.map((option) => {
    const { name } = (option as z.ZodObject<{ name: z.ZodLiteral<string> | z.ZodDefault<z.ZodLiteral<string>> }>).shape;
    return "unwrap" in name ? name.unwrap().value : name.value;
  });
}

const random = seeded(5);
const labels = Int32Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2);
const batch = {
  embeddings: matrix(
    Float64Array.from({ length: 9 * 4 }, () => random.normal()),
    9,
    4,
  ),
  labels,
};
const proxies = { classes: 3, dimension: 4, random: seeded(6) };

test.each(namesOf(loss))("the loss %s is made and computes", (name) => {
  const made = lossOf(loss.parse({ name }), proxies);
  const { loss: value, gradient } = made.compute(batch);
  expect(value).toBeGreaterThan(0);
  expect(gradient.some((slope) => slope !== 0)).toBe(true);
});

test("what a loss is given reaches it", () => {
  const value = (config: z.input<typeof loss>) => lossOf(loss.parse(config), proxies).compute(batch).loss;
  expect(value({ name: "triplet", margin: 0.5 })).toBeGreaterThan(value({ name: "triplet", margin: 0.1 }));
  const beta = (learnBeta: "no" | "one" | "per-class") =>
    lossOf(loss.parse({ name: "margin", learnBeta }), proxies).parameters["beta"]?.shape;
  expect([beta("no"), beta("one"), beta("per-class")]).toEqual([undefined, [1], [3]]);
});

test.each(namesOf(miner))("the miner %s is made and mines", (name) => {
  const made = minerOf(miner.parse({ name }));
  expect(made === undefined).toBe(name === "none");
  expect(made?.mine(batch, seeded(7)).anchors.length ?? 1).toBeGreaterThan(0);
});

test.each(namesOf(sampler))("the sampler %s is made and fills batches", (name) => {
  const size = name === "classes-x-pictures" ? { classesPerBatch: 2, perClass: 3 } : { batchSize: 6 };
  const dataset = {
    name: "",
    classes: ["a", "b", "c"],
    labels,
    describe: String,
    picture: () => Promise.reject(new Error()),
  };
  const [first] = samplerOf(sampler.parse({ name, ...size }), dataset).epoch(seeded(8));
  expect(first).toHaveLength(6);
});

test.each(namesOf(optimiser))("the optimiser %s is made", (name) => {
  expect(optimiserOf(optimiser.parse({ name })).name).toBe(name);
});

test.each(namesOf(schedule))("the schedule %s begins at its rate, after a warm-up if there is one", (name) => {
  const made = (warmUp: number) =>
    scheduleOf(schedule.parse({ name, warmUp, ...(name === "step" && { at: [0.5] }) }), 0.1);
  const rate = (warmUp: number, step: number) => made(warmUp).rate({ step, steps: 100 }, made(warmUp).start);
  expect(rate(0, 0)).toBeCloseTo(0.1);
  expect(rate(9, 0)).toBeCloseTo(0.01);
});

test("a network for the pictures, or a word about which are too small", () => {
  expect(networkOf({ kind: "convnet", dimension: 8, channels: [4, 4] }, [1, 8, 8])).toMatchObject({
    dimension: 8,
    input: [1, 8, 8],
  });
  expect(networkOf({ kind: "head", backbone: "x.onnx", dimension: 8, hidden: [], residual: false }, [16])).toMatchObject({
    name: "head",
  });
  expect(() => networkOf({ kind: "head", backbone: "x.onnx", dimension: 8, hidden: [], residual: true }, [16])).toThrow(
    "network.residual: the backbone gives 16 values, the head shall give 8",
  );
  const parsed = network.parse({ kind: "resnet50", weights: "x.safetensors", width: 1 / 16, blocks: [1, 1] });
  expect(networkOf(parsed, [3, 32, 32])).toMatchObject({ name: "res-net-50", dimension: 128, input: [3, 32, 32] });
  expect(() => network.parse({ kind: "resnet50", weightsSha256: "0".repeat(63) })).toThrow("must be 64 hex digits");
  expect(() => networkOf({ kind: "convnet", dimension: 8, channels: [4, 4, 4, 4] }, [1, 8, 8])).toThrow(
    "network.channels: 4 blocks take pictures of at least 16 x 16, not 8 x 8",
  );
});
