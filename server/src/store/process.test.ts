import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore } from "./store.ts";

let directory: string;
let file: string;
let child: ChildProcess | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "likeness-process-"));
  file = join(directory, "server.sqlite");
});

afterEach(async () => {
  await kill();
  rmSync(directory, { recursive: true });
});

/** A process of its own that enrols without end, and says the id of each template once it was answered. */
async function* enrolling(): AsyncGenerator<string> {
  const program = `
    import { normalize } from "@likeness/sdk/core";
    import { openStore } from ${JSON.stringify(new URL("./store.ts", import.meta.url).href)};
    const store = openStore(${JSON.stringify(file)});
    for (let n = 0; ; n++) {
      const address = { tenant: "acme", collection: "staff", subject: "s" + (n >> 3) };
      const template = { modelId: "model@1", vector: normalize([n + 1, 1, 1, 1]) };
      console.log((await store.enrol(address, { template })).templateId);
    }`;
  child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  yield* createInterface({ input: child.stdout! });
}

async function kill() {
  if (!child || child.signalCode !== null || child.exitCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

test("what was answered is there after the process was killed, and nothing is there by half", async () => {
  const answered: string[] = [];
  for await (const id of enrolling()) {
    answered.push(id);
    if (answered.length === 50) child!.kill("SIGKILL");
  }
  const store = openStore(file);
  try {
    const { id, templates } = store.spaces("acme", "staff")[0]!;
    const kept = new Set<string>();
    for (let n = 0; n <= answered.length >> 3; n++) {
      const subject = store.subject({ tenant: "acme", collection: "staff", subject: `s${n}` });
      for (const { templateId } of subject?.templates ?? []) kept.add(templateId);
    }
    expect(answered.length).toBeGreaterThanOrEqual(50);
    expect(answered.filter((wanted) => !kept.has(wanted))).toEqual([]);
    expect(store.labels(id)).toHaveLength(templates);
  } finally {
    store.close();
  }
});

test("the file is refused while another process has it, and free once that was killed", async () => {
  for await (const _ of enrolling()) {
    expect(() => openStore(file)).toThrow("database is locked");
    break;
  }
  await kill();
  openStore(file).close();
});
