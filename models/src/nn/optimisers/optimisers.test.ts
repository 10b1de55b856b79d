import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { createLearner } from "../create-learner.ts";
import { head } from "../networks/head.ts";
import { relativeDifference } from "../references/difference.fixture.ts";
import references from "../references/optimisers.json" with { type: "json" };
import { stateOf } from "../references/reference-networks.fixture.ts";
import { adam, adamW } from "./adam.ts";
import type { Optimiser } from "./optimiser.ts";
import { sgd } from "./sgd.ts";

type Name = keyof typeof references.cases;

const optimisers: Readonly<Record<Name, Optimiser>> = {
  sgd: sgd(),
  "sgd with momentum and decay": sgd({ momentum: 0.9, weightDecay: 0.05 }),
  "sgd with nesterov": sgd({ momentum: 0.8, nesterov: true, weightDecay: 0.05, decayAll: true }),
  adam: adam(),
  "adam with decay": adam({ beta1: 0.8, beta2: 0.99, epsilon: 1e-4, weightDecay: 0.1 }),
  adamw: adamW({ weightDecay: 0.3 }),
  "adamw, clipped": adamW({ epsilon: 1e-3, weightDecay: 0.3, decayAll: true }),
};
const clips: Partial<Record<Name, number>> = { "adamw, clipped": 0.5 };

test.each(Object.keys(optimisers) as Name[])("%s: five steps end where PyTorch's end", async (name) => {
  const { input, gradient, start, end, norms } = references.cases[name];
  const learner = await createLearner({
    network: head({ input: [4], dimension: 3 }),
    optimiser: optimisers[name],
    seed: 1,
    ort,
    ...(clips[name] !== undefined && { clip: clips[name] }),
  });
  learner.restore({ ...learner.state(), ...stateOf(start) });
  const batch = { data: Float32Array.from(input.values), shape: input.shape };
  for (const [step, norm] of norms.entries()) {
    await learner.forward(batch);
    const { gradientNorm } = await learner.backward(Float64Array.from(gradient.values), 0.1 / (step + 1));
    expect(Math.abs(gradientNorm / norm - 1)).toBeLessThan(1e-5);
  }
  const state = learner.state();
  for (const [key, { values }] of Object.entries(end))
    expect(relativeDifference(state[key]!.data, values), key).toBeLessThan(3e-6);
  await learner.close();
});
