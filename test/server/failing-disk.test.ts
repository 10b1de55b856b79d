import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "@likeness/sdk/client";
import { normalize, sha256Hex, type Template } from "@likeness/sdk/core";
import { openStore } from "@likeness/server";
import { failingDisk, type Fault } from "../../server/bench/disk/failing-disk.ts";
import { serve } from "../../server/bench/http/serving.ts";
import card from "../../models/cards/dlib-resnet.json" with { type: "json" };
import { seeded } from "../../server/bench/gallery/seeded.ts";

const random = seeded(Number(process.env["LIKENESS_SEED"] ?? 5));
const templateOf = (): Template => ({
  modelId: card.modelId,
  vector: normalize(Array.from({ length: 128 }, () => random() - 0.5)),
});

test.each<{ fault: Fault; status: number; code: string }>([
  { fault: "full", status: 507, code: "storage_full" },
  { fault: "write", status: 503, code: "storage_failed" },
  { fault: "sync", status: 503, code: "storage_failed" },
])(
  "[STO8] a disk that fails ($fault): changes are refused by $status, reads go on, nothing is acknowledged in vain",
  async (given) => {
    const { fault, status, code } = given;
    const folder = mkdtempSync(join(tmpdir(), "likeness-disk-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const [data, scratch] = [join(folder, "data"), join(folder, "scratch")];
    for (const name of [data, scratch]) mkdirSync(name);
    const disk = failingDisk(data, scratch);
    const keys = { [await sha256Hex("key")]: { kind: "secret", tenant: "acme", scores: true } };
    const storeFile = join(data, "store.sqlite");
    const settings = { ...disk.settings, LIKENESS_TEND: "0.2" };
    const open = () => serve(storeFile, keys, "models/cards/dlib-resnet.json", settings);
    let server = await open();
    const client = () => createClient({ endpoint: `http://127.0.0.1:${server.port}`, key: "key", retries: 0 });
    const address = (subject: string) => ({ collection: "staff", subject });
    const kept = new Map<string, Template>();
    const enrol = async (subject: string) => {
      const template = templateOf();
      await client().enrol(address(subject), template);
      kept.set(subject, template);
    };
    const assertKept = async () => {
      for (const [subject, template] of kept) {
        expect((await client().read(address(subject))).templates).toHaveLength(1);
        const { candidates } = await client().identify("staff", template);
        expect(candidates[0]?.subject).toBe(subject);
      }
    };
    const isThere = (subject: string) =>
      client()
        .read(address(subject))
        .then(
          () => true,
          () => false,
        );

    for (const subject of ["ada", "grace", "edith"]) await enrol(subject);
    disk.fail(fault);
    const refusal = { code, status };
    for (let i = 0; i < 5; i++) await expect(enrol(`refused-${i}`)).rejects.toMatchObject(refusal);
    await expect(client().erase(address("ada"))).rejects.toMatchObject(refusal);
    // As long as it is not answered that she is erased she may be found, or not; whoever else was acknowledged is.
    kept.delete("ada");
    await assertKept();
    await expect.poll(() => server.events.includes("index failed")).toBe(true);

    // Once it works again so does the server, without a start; and what failed before is written, or nowhere.
    disk.heal();
    await client().erase(address("ada"));
    for (const subject of ["joan", "mary"]) await enrol(subject);
    await assertKept();
    expect(await isThere("ada")).toBe(false);
    for (let i = 0; i < 5; i++) expect(await isThere(`refused-${i}`)).toBe(false);

    // And what it has acknowledged after the fault is on the disk, whatever became of what the fault was in.
    await server.kill();
    server = await open();
    await assertKept();
    expect(await isThere("ada")).toBe(false);
    for (let i = 0; i < 5; i++) expect(await isThere(`refused-${i}`)).toBe(false);
    await server.stop();
    const store = openStore(storeFile);
    const findings = [];
    for await (const step of store.check()) findings.push(...step.findings);
    expect([store.soundness, findings]).toEqual(["sound", []]);
    store.close();
  },
  60_000,
);
