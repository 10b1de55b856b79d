import { describe, expect, test } from "vitest";
import type { Client } from "@likeness/sdk/client";
import { Problem } from "@likeness/sdk/core";
import { createOffline, memoryStore, type Offline, type OfflineOptions } from "@likeness/sdk/offline";
import type { HostUnderTest } from "./host.ts";
import { keys } from "../fixtures/keys.ts";
import { expectProblem, view } from "./people.ts";

/** A device, and the switch of its network. */
function deviceOf(client: Client, options: Partial<OfflineOptions> = {}) {
  const network = { on: true };
  const guarded = <Arguments extends unknown[], Answer>(call: (...given: Arguments) => Promise<Answer>) =>
    async (...given: Arguments): Promise<Answer> => {
      if (!network.on) throw new Problem("unreachable");
      return call(...given);
    };
  const offline: Offline = createOffline({
    store: memoryStore(),
    ...options,
    client: {
      verify: guarded(client.verify),
      keys: guarded(client.keys),
      grantOffline: guarded(client.grantOffline),
      sendAudits: guarded(client.sendAudits),
    },
  });
  return { offline, network };
}

export function offlineVerifying(host: () => HostUnderTest): void {
  describe("offline", () => {
    const enrolled = async (subject: string, person: number) => {
      const { client, collection } = host();
      const address = { collection: `${collection}-offline`, subject };
      const acme = client(keys.offline);
      await acme.enrol(address, view(person, 0));
      await acme.enrol(address, view(person, 1));
      return { acme, address };
    };

    test("[OFF4] [OFF7] [OFF13] a device decides as the host did while it could be reached, and says so", async () => {
      const { acme, address } = await enrolled("ada", 60);
      const { offline, network } = deviceOf(acme, { tenant: "acme", keys: await acme.keys() });
      await offline.renew(address);
      const online = await offline.verify(address, view(60, 2));
      expect(online).not.toHaveProperty("offline");
      network.on = false;
      const answer = await offline.verify(address, view(60, 2));
      expect(answer).toEqual({ ...online, offline: true, grant: expect.any(String), at: expect.any(String) });
      expect(await offline.verify(address, view(61, 0))).toMatchObject({ match: false, offline: true });
      const strict = { targetFmr: 2e-5 };
      network.on = true;
      const { threshold } = await offline.verify(address, view(60, 2), strict);
      network.on = false;
      expect(await offline.verify(address, view(60, 2), strict)).toMatchObject({ threshold, offline: true });
    });

    test("[OFF3] a grant lives for the time asked for, a day by default and a week at most", async () => {
      const { acme, address } = await enrolled("grace", 62);
      const { offline } = deviceOf(acme);
      const inSeconds = async (maxAge?: number) => {
        const { expiresAt } = await offline.renew(address, maxAge === undefined ? {} : { maxAge });
        return (Date.parse(expiresAt) - Date.now()) / 1000;
      };
      expect(Math.abs((await inSeconds()) - 86_400)).toBeLessThan(30);
      expect(Math.abs((await inSeconds(600)) - 600)).toBeLessThan(30);
      await expectProblem(offline.renew(address, { maxAge: 604_801 }), "invalid_request");
    });

    test("[OFF6] a key that is not for it is given no grant, and nobody one for who is not enrolled", async () => {
      const { acme, address } = await enrolled("edith", 63);
      await expectProblem(deviceOf(host().client(keys.plain)).offline.renew(address), "offline_unavailable");
      const nobody = { ...address, subject: "nobody" };
      await expectProblem(deviceOf(acme).offline.renew(nobody), "unknown_subject");
    });

    test("a device key that is no point of the curve is refused", async () => {
      const { acme, address } = await enrolled("emmy", 64);
      const jwk = { kty: "EC", crv: "P-256", x: "A".repeat(43), y: "A".repeat(43) } as const;
      const call = acme.grantOffline(address, { deviceKey: { signing: jwk, sealing: jwk } });
      await expectProblem(call, "invalid_request");
    });

    test("[OFF17] what was decided offline comes in when there is a network again, once", async () => {
      const { acme, address } = await enrolled("hedy", 65);
      const { offline, network } = deviceOf(acme);
      const { grant } = await offline.renew(address);
      network.on = false;
      const answers: Awaited<ReturnType<Offline["verify"]>>[] = [];
      for (const person of [65, 66, 65]) {
        answers.push(await offline.verify(address, view(person, 3), { liveness: { method: "passive" } }));
      }
      await expectProblem(offline.flush(), "unreachable");
      expect(await offline.waiting()).toBe(3);
      network.on = true;
      expect(await offline.flush()).toBe(3);
      expect(await offline.waiting()).toBe(0);
      const { audits, cursor } = await acme.audits(address);
      expect(cursor).toBeUndefined();
      expect(audits).toMatchObject(
        [true, false, true].map((match, i) => ({
          match,
          grant,
          sequence: i + 1,
          at: (answers[i] as { at: string }).at,
          fmr: answers[i]!.threshold.fmr,
          liveness: "client-claimed",
          chain: "whole",
        })),
      );
      expect(JSON.stringify(audits)).not.toContain("score");
    });

    test("[OFF17] the host's next answer is enough for the audits to be handed in", async () => {
      const { acme, address } = await enrolled("mary", 67);
      const { offline, network } = deviceOf(acme);
      await offline.renew(address);
      network.on = false;
      await offline.verify(address, view(67, 2));
      network.on = true;
      await offline.verify(address, view(67, 2));
      await expect.poll(() => offline.waiting()).toBe(0);
      expect((await acme.audits(address)).audits).toHaveLength(1);
    });

    test("audits are read a page at a time", async () => {
      const { acme, address } = await enrolled("rosa", 68);
      const { offline, network } = deviceOf(acme);
      await offline.renew(address);
      network.on = false;
      for (let i = 0; i < 13; i++) await offline.verify(address, view(68, i));
      network.on = true;
      await offline.flush();
      const seen: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await acme.audits(address, { limit: 5, ...(cursor && { cursor }) });
        seen.push(...page.audits.map(({ sequence }) => sequence));
        cursor = page.cursor;
      } while (cursor);
      expect(seen).toEqual(Array.from({ length: 13 }, (_, i) => i + 1));
      await expectProblem(acme.audits(address, { cursor: "-1" }), "invalid_request");
    });

    test("[OFF17] [OFF19] an audit sent again is kept once; one whose predecessor is missing is kept as a gap", async () => {
      const { acme, address } = await enrolled("lise", 69);
      const store = memoryStore();
      const { offline, network } = deviceOf(acme, { store });
      await offline.renew(address);
      network.on = false;
      for (let i = 0; i < 3; i++) await offline.verify(address, view(69, i));
      const waiting = await store.waiting();
      const [first, second, third] = waiting.map(({ audit }) => audit) as [string, string, string];
      const { grant } = waiting[0]!;
      expect(await acme.sendAudits(address, { grant, audits: [first, third] })).toEqual({ added: 2, known: 0 });
      expect((await acme.audits(address)).audits).toMatchObject([{ chain: "whole" }, { sequence: 3, chain: "gap" }]);
      expect(await acme.sendAudits(address, { grant, audits: [third, second] })).toEqual({ added: 1, known: 1 });
      const { audits } = await acme.audits(address);
      expect(audits.map(({ sequence, chain }) => [sequence, chain])).toEqual([
        [1, "whole"],
        [3, "whole"],
        [2, "whole"],
      ]);
    });

    test("[OFF19] two decisions under one number, of a store that was set back, are a fork", async () => {
      const { acme, address } = await enrolled("sofia", 70);
      const store = memoryStore();
      const { offline, network } = deviceOf(acme, { store });
      await offline.renew(address);
      const copy = (await store.look(address, 0))!;
      network.on = false;
      await offline.verify(address, view(70, 2));
      await store.hold(copy);
      await offline.verify(address, view(71, 2));
      network.on = true;
      await offline.flush();
      expect((await acme.audits(address)).audits).toMatchObject([{ chain: "fork" }, { chain: "fork" }]);
    });

    test("[OFF18] a host takes no audit of another device, subject or tenant, nor one that was changed", async () => {
      const { acme, address } = await enrolled("mileva", 72);
      const other = await enrolled("ida", 73);
      const [store, stolen] = [memoryStore(), memoryStore()];
      const [mine, theirs] = [deviceOf(acme, { store }), deviceOf(acme, { store: stolen })];
      for (const { offline, network } of [mine, theirs]) {
        await offline.renew(address);
        network.on = false;
        await offline.verify(address, view(72, 2));
      }
      const [waiting, foreign] = [(await store.waiting())[0]!, (await stolen.waiting())[0]!];
      const { grant, audit } = waiting;
      const refused = (call: Promise<unknown>) => expectProblem(call, "offline_invalid");
      await refused(acme.sendAudits(address, { grant, audits: [audit, foreign.audit] }));
      await refused(acme.sendAudits(other.address, { grant, audits: [audit] }));
      const changed = audit.replace(/\..*\./, `.${btoa('{"match":true}').replace(/=+$/, "")}.`);
      await refused(acme.sendAudits(address, { grant, audits: [changed] }));
      await refused(acme.sendAudits(address, { grant: audit, audits: [audit] }));
      const umbrella = host().client(keys.other);
      await umbrella.enrol(address, view(72, 0));
      await refused(umbrella.sendAudits(address, { grant, audits: [audit] }));
      expect((await acme.audits(address)).audits).toEqual([]);
      expect(await acme.sendAudits(address, { grant, audits: [audit] })).toEqual({ added: 1, known: 0 });
    });

    test("[OFF18] audits of a grant that has expired are still taken", async () => {
      const { acme, address } = await enrolled("chien", 74);
      let now = Date.now();
      const { offline, network } = deviceOf(acme, { now: () => now });
      await offline.renew(address, { maxAge: 60 });
      network.on = false;
      await offline.verify(address, view(74, 2));
      now += 61_000;
      await expectProblem(offline.verify(address, view(74, 2)), "offline_expired");
      network.on = true;
      expect(await offline.flush()).toBe(1);
    });

    test("[OFF8] [OFF20] erasing a subject erases its audits, and ends the grant on a device that asks", async () => {
      const { acme, address } = await enrolled("maria", 75);
      const { offline, network } = deviceOf(acme);
      await offline.renew(address);
      network.on = false;
      await offline.verify(address, view(75, 2));
      network.on = true;
      await offline.flush();
      await acme.erase(address);
      await expectProblem(acme.audits(address), "unknown_subject");
      await expectProblem(offline.verify(address, view(75, 2)), "unknown_subject");
      network.on = false;
      await expectProblem(offline.verify(address, view(75, 2)), "offline_unavailable");
      await acme.enrol(address, view(75, 0));
      expect((await acme.audits(address)).audits).toEqual([]);
    });

    test("[OFF22] the keys that sign grants are open, and of no private part", async () => {
      const { fetch, endpoint } = host();
      const response = await fetch(`${endpoint}/v1/keys`);
      expect(response.headers.get("cache-control")).toContain("public");
      const { keys: published } = (await response.json()) as { keys: object[] };
      expect(published).toHaveLength(1);
      expect(Object.keys(published[0]!).toSorted()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
    });
  });
}
