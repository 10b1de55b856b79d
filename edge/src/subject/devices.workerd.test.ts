import { describe, expect, test } from "vitest";
import type { Problem } from "@likeness/sdk/core";
import { createDevices, devicesPerSubject, type KnownDevice } from "./devices.ts";
import { inObject } from "./object.fixture.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 4, 1, 12, minute)).toISOString();
const known = (device: string, more: Partial<KnownDevice> = {}): KnownDevice => {
  return { device, kind: "key", publicKey: `key of ${device}`, counter: 0, addedAt: at(0), ...more };
};

describe("[DEV2] a subject's devices", () => {
  test("are listed by when they were added, without their keys and counts, evicted in between or not", async () => {
    await inObject(({ sql, evict }) => {
      const devices = createDevices(sql);
      devices.add(known("b", { addedAt: at(2), label: "phone" }));
      devices.add(known("a", { addedAt: at(3), kind: "passkey", counter: 7 }));
      devices.add(known("c", { addedAt: at(1) }));
      for (let i = 0; i < 2; i++, evict()) {
        expect(devices.list()).toEqual([
          { device: "c", kind: "key", addedAt: at(1) },
          { device: "b", kind: "key", label: "phone", addedAt: at(2) },
          { device: "a", kind: "passkey", addedAt: at(3) },
        ]);
        expect(devices.get("a")).toEqual(known("a", { addedAt: at(3), kind: "passkey", counter: 7 }));
        expect(devices.get("d")).toBeUndefined();
      }
    });
  });

  test("are eight at most; one that is there already is no ninth", async () => {
    await inObject(({ sql }) => {
      const devices = createDevices(sql);
      for (let i = 0; i < devicesPerSubject; i++) devices.add(known(`${i}`));
      const code = () => {
        try {
          devices.add(known("ninth"));
          return "added";
        } catch (problem) {
          return (problem as Problem).code;
        }
      };
      expect(code()).toBe("too_many_devices");
      devices.add(known("0", { label: "another" }));
      expect(devices.list()).toHaveLength(8);
      expect(devices.get("0")).toEqual(known("0"));
      devices.revoke("0");
      expect(code()).toBe("added");
    });
  });

  test("[DEV3] are gone when they are revoked, each alone", async () => {
    await inObject(({ sql, evict }) => {
      const devices = createDevices(sql);
      devices.add(known("a"));
      devices.add(known("b"));
      expect([devices.revoke("a"), devices.revoke("a"), devices.revoke("c")]).toEqual([true, false, false]);
      for (let i = 0; i < 2; i++, evict()) {
        expect(devices.get("a")).toBeUndefined();
        expect(devices.get("b")).toEqual(known("b"));
      }
    });
  });

  test("[PRF2] have their own counts", async () => {
    await inObject(({ sql, evict }) => {
      const devices = createDevices(sql);
      devices.add(known("a", { kind: "passkey" }));
      devices.add(known("b", { kind: "passkey" }));
      expect(devices.get("a")?.counter).toBe(0);
      devices.count("a", 5);
      for (let i = 0; i < 2; i++, evict()) {
        expect([devices.get("a")?.counter, devices.get("b")?.counter]).toEqual([5, 0]);
      }
    });
  });

  test("go with an erasure", async () => {
    await inObject(({ sql, evict }) => {
      const devices = createDevices(sql);
      devices.add(known("a"));
      devices.erase();
      for (let i = 0; i < 2; i++, evict()) expect(devices.list()).toEqual([]);
    });
  });
});

test("asking for devices leaves nothing behind", async () => {
  await inObject(({ sql, tables }) => {
    const devices = createDevices(sql);
    expect([devices.list(), devices.get("a"), devices.revoke("a")]).toEqual([[], undefined, false]);
    devices.erase();
    expect(tables()).toEqual([]);
  });
});
