import { expect, test } from "vitest";
import type { HostUnderTest } from "./host.ts";
import { keys } from "../fixtures/keys.ts";
import { expectProblem, indexed, view } from "./people.ts";

export function tenants(host: () => HostUnderTest): void {
  test("one tenant's subjects do not exist for another", async () => {
    const { client, collection } = host();
    const [acme, other] = [client(keys.plain), client(keys.other)];
    const address = { collection, subject: "shared-name" };
    await acme.enrol(address, view(30, 0));
    await indexed(acme, address);
    await expectProblem(other.read(address), "unknown_subject");
    await expectProblem(other.verify(address, view(30, 0)), "unknown_subject");
    await expectProblem(other.erase(address), "unknown_subject");
    expect((await other.identify(collection, view(30, 0))).candidates).toEqual([]);
    await other.enrol(address, view(31, 0));
    expect(await acme.verify(address, view(30, 1))).toMatchObject({ match: true });
    expect(await other.verify(address, view(30, 1))).toMatchObject({ match: false });
  });
}
