import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import sharp from "sharp";
import { createClient, type Client } from "@likeness/sdk/client";
import { decodePicture, theFaceToEnrol, theOneFace, type FaceEmbedder } from "@likeness/sdk/face/node";
import { startServices, type Services } from "@likeness/demo/services";
import type { ProblemCode, Template } from "@likeness/sdk/core";
import { expectProblem } from "../contract/people.ts";
import { defaultEmbedder, groupPicture, portraits } from "../fixtures/pictures.ts";

let directory: string;
let services: Services;
let embedder: FaceEmbedder;
let templates: Template[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "likeness-"));
  services = await startServices({ directory, origin: "http://page.test" });
  embedder = await defaultEmbedder();
  templates = [];
  for (const jpeg of await portraits()) templates.push(theOneFace(await look(jpeg)).template);
});

afterAll(async () => {
  await services?.stop();
  await embedder?.close();
  await rm(directory, { recursive: true, force: true });
});

const look = async (picture: string | Uint8Array) => embedder.analyze(await decodePicture(picture));
const edge = () => createClient({ endpoint: services.edge, key: services.key });
const server = () => createClient({ endpoint: services.server, key: services.serverKey });

/** The same portrait on another day. */
const again = async (portrait: number) =>
  theOneFace(await look(await sharp((await portraits())[portrait]).resize(200).jpeg({ quality: 50 }).toBuffer())).template;

async function searchable(client: Client, address: { collection: string; subject: string }): Promise<void> {
  await expect.poll(async () => (await client.read(address)).indexed, { timeout: 20_000 }).toBe(true);
}

test("after a restart the same probes get the same answers, on the server and on the edge", async () => {
  const addresses = templates.map((_, i) => ({ collection: "kept", subject: `person-${i}` }));
  for (const [i, address] of addresses.entries()) await edge().enrol(address, templates[i]!);
  for (const address of addresses) await searchable(edge(), address);
  const probes = await Promise.all([0, 1, 2].map(again));
  const identified = async (probe: (typeof probes)[number]) => {
    const { plan, ...answer } = await server().identify("kept", probe, { maxCandidates: 3 });
    return { ...answer, plan: plan.map((stage) => ({ ...stage, milliseconds: 0 })) };
  };
  const ask = async () => ({
    identified: await Promise.all(probes.map(identified)),
    verified: await Promise.all(probes.map((probe, i) => edge().verify(addresses[i]!, probe))),
  });
  const before = await ask();
  expect(before.identified.map(({ candidates }) => candidates[0]?.subject)).toEqual(["person-0", "person-1", "person-2"]);

  await services.stop();
  services = await startServices({ directory, origin: "http://page.test" });
  expect(await ask()).toEqual(before);
});

test("with the server down an enrolment is acknowledged and kept, and reaches the server when it is back", async () => {
  const address = { collection: "outage", subject: "ada" };
  const probe = await again(4);
  await services.stopServer();
  await edge().enrol(address, templates[4]!);
  expect(await edge().verify(address, probe)).toMatchObject({ match: true });
  expect(await edge().read(address)).toMatchObject({ indexed: false });
  const patient = createClient({ endpoint: services.edge, key: services.key, retries: 0 });
  await expectProblem(patient.identify("outage", probe), "remote_unavailable");

  await services.restartServer();
  await searchable(edge(), address);
  expect((await edge().identify("outage", probe)).candidates[0]).toMatchObject({ subject: "ada" });
});

test("a host that is not there is unreachable", async () => {
  const nowhere = createClient({ endpoint: "http://127.0.0.1:9", key: services.key, retries: 0 });
  await expectProblem(nowhere.health(), "unreachable");
});

/** Pictures that nobody can be enrolled with, and why. */
const badPictures: [what: string, code: ProblemCode, picture: () => Promise<Uint8Array | string>][] = [
  ["without a face", "no_face", () => plain(640, 480)],
  ["of several people", "several_faces", async () => groupPicture(3)],
  ["that is broken", "broken_picture", async () => (await portraits())[0]!.subarray(0, 5_000)],
  ["that is none", "broken_picture", async () => new TextEncoder().encode("not a picture")],
  ["that is huge", "picture_too_large", () => plain(12_000, 12_000)],
  ["of a face too small to enrol", "poor_quality", async () => sharp((await portraits())[0]).resize(60).toBuffer()],
];

function plain(width: number, height: number): Promise<Uint8Array> {
  return sharp({ create: { width, height, channels: 3, background: "#7799aa" } }).png().toBuffer();
}

describe.for([
  ["edge", edge],
  ["server", server],
] as const)("on the %s", ([name, client]) => {
  test.for(badPictures)("a picture %s is refused as %s, and nothing is stored", async ([, code, picture]) => {
    const address = { collection: "pictures", subject: `from-a-bad-picture-${name}` };
    const enrol = async () => client().enrol(address, theFaceToEnrol(await look(await picture())).template);
    await expectProblem(enrol(), code);
    await expectProblem(client().read(address), "unknown_subject");
  });
});
