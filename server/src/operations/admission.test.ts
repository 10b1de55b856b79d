import { expect, test } from "vitest";
import { fillPath, paths, type OperationName } from "@likeness/sdk/contract";
import type { Caller, Incoming } from "@likeness/sdk/host";
import { admission, workOf } from "./admission.ts";

const addresses = { collection: "staff", subject: "templates", device: "d" };
const urlOf = (name: OperationName) => `http://server.test${fillPath(name, addresses)}`;

test("calls are told apart by what they take", () => {
  const streams = new Set(["enrolMany", "exportTemplates", "group"]);
  const searches = new Set(["identify", "similar"]);
  for (const name of Object.keys(paths) as OperationName[]) {
    const wanted = searches.has(name) ? "search" : streams.has(name) ? "stream" : "rows";
    expect([name, workOf({ url: urlOf(name) })]).toEqual([name, wanted]);
    expect(workOf({ url: `${urlOf(name)}?limit=1&x=:identify` })).toBe(wanted);
  }
});

const incoming = (name: OperationName, caller: Caller | undefined = {} as Caller): Incoming => ({
  request: new Request(urlOf(name)),
  caller,
});

test("[ADM1] who is full of one kind of work still takes another", async () => {
  const limits = admission({ atOnce: { search: 1, rows: 1, stream: 1 }, patience: 100 });
  const { release } = await limits.admit(incoming("identify"));
  for (let n = 0; n < 2; n++) void limits.admit(incoming("identify"));
  await expect(limits.admit(incoming("similar"))).rejects.toMatchObject({ code: "overloaded" });
  await limits.admit(incoming("enrol"));
  await limits.admit(incoming("group"));
  release!();
  expect(limits.gates.search).toMatchObject({ running: 1, waiting: 1 });
});

test("who is not known takes no place", async () => {
  const limits = admission({ atOnce: { search: 1, rows: 1, stream: 1 }, patience: 100 });
  const stranger: Incoming = { request: new Request(urlOf("identify")), caller: undefined };
  for (let n = 0; n < 5; n++) expect(await limits.admit(stranger)).toEqual({ headers: {} });
  expect(limits.gates.search.running).toBe(0);
});
