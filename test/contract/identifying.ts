import { expect, test } from "vitest";
import type { HostUnderTest } from "./host.ts";
import { keys } from "../fixtures/keys.ts";
import { indexed, view } from "./people.ts";

export function identifying(host: () => HostUnderTest): void {
  test("a probe of an enrolled face names its subject first; a stranger's names nobody", async () => {
    const { client, collection } = host();
    const acme = client(keys.plain);
    const gallery = `${collection}-search`;
    for (const person of [21, 22, 23]) {
      const address = { collection: gallery, subject: `person-${person}` };
      await acme.enrol(address, view(person, 0));
      await acme.enrol(address, view(person, 1));
      await indexed(acme, address);
    }
    const found = await acme.identify(gallery, view(22, 2));
    expect(found.candidates).toEqual([{ subject: "person-22" }]);
    expect(found.plan).toMatchObject([{ scope: "everyone", subjects: 3, templates: 6, scanned: 6, exact: true }]);
    expect(found.threshold.fpir).toBeLessThanOrEqual(0.003);
    expect((await acme.identify(gallery, view(29, 0))).candidates).toEqual([]);
    expect((await client(keys.scores).identify(gallery, view(22, 2))).candidates[0]?.score).toBeGreaterThan(0.9);
  });

  test("an erased subject is found no more", async () => {
    const { client, collection } = host();
    const acme = client(keys.plain);
    const gallery = `${collection}-erased`;
    for (const person of [24, 25]) await acme.enrol({ collection: gallery, subject: `p${person}` }, view(person, 0));
    const address = { collection: gallery, subject: "p24" };
    await indexed(acme, address);
    await indexed(acme, { collection: gallery, subject: "p25" });
    await acme.erase(address);
    await expect.poll(async () => (await acme.identify(gallery, view(24, 1))).candidates).toEqual([]);
    expect((await acme.identify(gallery, view(25, 1))).candidates).toEqual([{ subject: "p25" }]);
  });

  test("a collection that nobody is enrolled in names nobody", async () => {
    const { client, collection } = host();
    const { candidates, plan } = await client(keys.plain).identify(`${collection}-empty`, view(26, 0));
    expect(candidates).toEqual([]);
    expect(plan).toMatchObject([{ scope: "everyone", subjects: 0, templates: 0, scanned: 0, exact: true }]);
  });
}
