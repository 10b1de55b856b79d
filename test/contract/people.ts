import { expect } from "vitest";
import type { Client } from "@likeness/sdk/client";
import { problems, Problem, type ProblemCode } from "@likeness/sdk/core";
import card from "../../models/cards/dlib-resnet.json" with { type: "json" };
import { viewOf } from "../fixtures/templates.ts";

/** A view of somebody in the space of the default model. */
export const view = (person: number, number: number) => viewOf(card.modelId, person, number, card.dimension);

/** Until a search over the collection takes the subject in: at once on a server, soon on the edge. */
export async function indexed(client: Client, address: { collection: string; subject: string }): Promise<void> {
  await expect.poll(async () => (await client.read(address)).indexed, { timeout: 10_000 }).toBe(true);
}

export async function expectProblem(work: Promise<unknown>, code: ProblemCode): Promise<void> {
  const error = await work.then(
    () => expect.fail(`no problem, where ${code} was to come`),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Problem);
  expect({ code: (error as Problem).code, status: (error as Problem).status }).toEqual({
    code,
    status: problems[code].status,
  });
}
