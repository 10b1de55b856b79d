import { expect, test } from "vitest";
import { cosine } from "@likeness/sdk/core";
import type { HostUnderTest } from "./host.ts";
import { keys } from "../fixtures/keys.ts";
import { expectProblem, view } from "./people.ts";

export function verifying(host: () => HostUnderTest): void {
  test("another view of the enrolled face matches, another face does not", async () => {
    const { client, collection } = host();
    const acme = client(keys.plain);
    const address = { collection, subject: "ada-verified" };
    await acme.enrol(address, view(10, 0));
    expect(await acme.verify(address, view(10, 1))).toMatchObject({
      match: true,
      modelId: view(10, 0).modelId,
      keyBound: false,
      liveness: "none",
    });
    expect(await acme.verify(address, view(11, 0))).toMatchObject({ match: false });
  });

  test("the nearest of several templates counts, and each makes the threshold no milder", async () => {
    const { client, collection } = host();
    const acme = client(keys.scores);
    const address = { collection, subject: "views" };
    await acme.enrol(address, view(12, 0));
    const alone = await acme.verify(address, view(12, 5));
    await acme.enrol(address, view(13, 0));
    const both = await acme.verify(address, view(12, 5));
    expect(both.score).toBeCloseTo(cosine(view(12, 5).vector, view(12, 0).vector), 5);
    expect(both.threshold.score).toBeGreaterThanOrEqual(alone.threshold.score!);
  });

  test("the threshold is the measured one for the false match rate asked for", async () => {
    const { client, collection } = host();
    const acme = client(keys.scores);
    const address = { collection, subject: "strict" };
    await acme.enrol(address, view(14, 0));
    const mild = await acme.verify(address, view(14, 1), { targetFmr: 0.01 });
    const strict = await acme.verify(address, view(14, 1), { targetFmr: 1e-4 });
    expect(mild.threshold.fmr).toBeLessThanOrEqual(0.01);
    expect(strict.threshold.fmr).toBeLessThanOrEqual(1e-4);
    expect(strict.threshold.score).toBeGreaterThan(mild.threshold.score!);
  });

  test("what the device says of a live person is answered as its claim, and changes no decision", async () => {
    const { client, collection } = host();
    const acme = client(keys.plain);
    const address = { collection, subject: "lively" };
    await acme.enrol(address, view(17, 0));
    const liveness = { method: "active", nonce: "n-1" } as const;
    expect(await acme.verify(address, view(17, 1), { liveness })).toMatchObject({
      match: true,
      liveness: "client-claimed",
    });
    expect(await acme.verify(address, view(18, 0), { liveness })).toMatchObject({ match: false });
    const proven = { method: "proven" } as unknown as typeof liveness;
    await expectProblem(acme.verify(address, view(17, 1), { liveness: proven }), "invalid_request");
  });

  test("a score leaves for a key that may see it, and for no other", async () => {
    const { client, collection } = host();
    const address = { collection, subject: "scored" };
    await client(keys.plain).enrol(address, view(15, 0));
    expect(await client(keys.plain).verify(address, view(15, 1))).not.toHaveProperty("score");
    expect((await client(keys.scores).verify(address, view(15, 1))).score).toBeCloseTo(
      cosine(view(15, 0).vector, view(15, 1).vector),
      5,
    );
  });

  test("who is not enrolled cannot be verified", async () => {
    const { client, collection } = host();
    const address = { collection, subject: "nobody" };
    await expectProblem(client(keys.plain).verify(address, view(16, 0)), "unknown_subject");
    await expectProblem(client(keys.plain).read(address), "unknown_subject");
  });
}
