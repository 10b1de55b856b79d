import { expect, test } from "vitest";
import { z } from "zod";
import { TrainingError } from "../training-error.ts";
import { parseConfig } from "./parse-config.ts";

const schema = z.strictObject({
  loss: z.discriminatedUnion("name", [
    z.strictObject({ name: z.literal("triplet"), margin: z.number().positive().default(0.05) }),
    z.strictObject({ name: z.literal("contrastive") }),
  ]),
  ks: z.array(z.int().min(1)).min(1).default([1]),
  metric: z.enum(["nmi", "map@r"]).default("nmi"),
  until: z
    .strictObject({ epochs: z.int().optional(), steps: z.int().optional() })
    .refine(({ epochs, steps }) => (epochs === undefined) !== (steps === undefined), "must be either epochs or steps"),
});

const right = "loss: { name: triplet }\nuntil: { epochs: 1 }\n";

test("what is not written has its default", () => {
  const config = parseConfig(schema, right, "train.yaml");
  expect(config).toEqual({ loss: { name: "triplet", margin: 0.05 }, ks: [1], metric: "nmi", until: { epochs: 1 } });
});

test("JSON is read too", () => {
  const config = parseConfig(schema, '{"loss": {"name": "contrastive"},\n\t"until": {"steps": 5}}', "train.json");
  expect(config).toMatchObject({ loss: { name: "contrastive" }, until: { steps: 5 } });
});

test.each([
  ["loss:\n  name: triplet\n  margin: 0\nuntil: { epochs: 1 }", "train.yaml:3: loss.margin must be above 0"],
  ["loss:\n  name: triplet\n  margin: x\nuntil: { epochs: 1 }", 'train.yaml:3: loss.margin must be a number, not "x"'],
  [
    "loss:\n  name: triplet\n  margn: 1\nuntil: { epochs: 1 }",
    "train.yaml:3: there is no loss.margn; loss.margin is probably meant",
  ],
  [
    "loss:\n  name: triplet\n  zeal: 1\nuntil: { epochs: 1 }",
    "train.yaml:3: there is no loss.zeal; known are name, margin",
  ],
  [`${right}kz: [1]`, "train.yaml:3: there is no kz; ks is probably meant"],
  [
    "\nloss:\n  name: tripplet\nuntil: { epochs: 1 }",
    'train.yaml:3: loss.name must be one of triplet, contrastive, not "tripplet"; triplet is probably meant',
  ],
  ["until: { epochs: 1 }\nloss: {}", "train.yaml:2: loss.name is missing: one of triplet, contrastive"],
  ["until: { epochs: 1 }\nloss: triplet", 'train.yaml:2: loss must be a section with fields of its own, not "triplet"'],
  ["until: { epochs: 1 }", "train.yaml:1: loss is missing"],
  [`${right}ks:\n  - 1\n  - 0`, "train.yaml:5: ks[1] must be at least 1"],
  [`${right}ks:\n  - 1.5`, "train.yaml:4: ks[0] must be a whole number, not 1.5"],
  [`${right}ks: []`, "train.yaml:3: ks must have at least 1 value"],
  [`${right}metric: nim`, 'train.yaml:3: metric must be one of nmi, map@r, not "nim"; nmi is probably meant'],
  ["loss: { name: triplet }\nuntil: {}", "train.yaml:2: until must be either epochs or steps"],
  [`${right}until: {}`, "train.yaml:3: Map keys must be unique"],
  ["loss: { name: triplet\n", "train.yaml:2: Flow map in block collection"],
  ["- 1", "train.yaml:1: the configuration must be a section with fields of its own, not [1]"],
])("%j is refused by line and field", (text, words) => {
  expect(() => parseConfig(schema, text, "train.yaml")).toThrow(words);
});

test("everything that is wrong is said at once, and has a code", () => {
  try {
    parseConfig(schema, "loss: { name: triplet, margin: -1 }\nuntil: { epochs: x }\nks: 1", "train.yaml");
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(TrainingError);
    expect((error as TrainingError).code).toBe("config_invalid");
    expect((error as TrainingError).message.split("\n").map((line) => line.slice(0, 12))).toEqual([
      "train.yaml:1",
      "train.yaml:3",
      "train.yaml:2",
    ]);
  }
});

test("settings replace what is written, as YAML, and are named where they are wrong", () => {
  const set = (...settings: string[]) => parseConfig(schema, right, "train.yaml", settings);
  expect(set("loss.margin=0.2", "ks=[1, 2]", "until.epochs=7")).toMatchObject({
    loss: { margin: 0.2 },
    ks: [1, 2],
    until: { epochs: 7 },
  });
  expect(set("ks=[1, 2]", "ks[1]=4").ks).toEqual([1, 4]);
  expect(() => set("loss.margin=0")).toThrow("--set loss.margin: loss.margin must be above 0");
  expect(() => set("loss.mragin=1")).toThrow(
    "--set loss.mragin: there is no loss.mragin; loss.margin is probably meant",
  );
  expect(() => set("loss.margin")).toThrow("--set loss.margin: it must be field=value");
});
