import { expect, test } from "vitest";
import type { BrowserLikeness, EnrolOptions, Face } from "@likeness/sdk";
import { theFaceToEnrol } from "@likeness/sdk/face";
import { createActions } from "./actions.ts";
import type { Answer } from "./answers.ts";
import type { Backend } from "./backend.ts";
import { NotReady } from "./not-ready.ts";
import { emptyScene } from "./scene.ts";

const face = (x: number, size: number, ...reasons: string[]) =>
  ({
    box: { x, y: 0, width: size, height: size },
    score: 1,
    quality: { reasons, yaw: reasons.includes("turned") ? 60 : 0 },
    template: { modelId: `at ${x}` },
  }) as unknown as Face;
const sceneOf = (...faces: Face[]) => ({
  ...emptyScene,
  means: "picture" as const,
  analysis: { width: 640, height: 480, faces, timings: { detect: 1, align: 2, embed: 3 } },
});

const ada = { name: "Ada", subject: "ada" };
const { signal } = new AbortController();

type Acts = Pick<BrowserLikeness, "enrol" | "verify" | "identify">;

function actionsWith(likeness: Partial<Acts>, backend: Partial<Backend> = {}) {
  return createActions({
    likeness: async () => likeness as Acts,
    backend: { permission: async () => ({ ticket: "t" }), ...backend } as Backend,
    collection: "demo",
    traffic: { fetch, sent: 0 },
  });
}

async function all(answers: AsyncIterable<Answer>): Promise<Answer[]> {
  const list: Answer[] = [];
  for await (const answer of answers) list.push(answer);
  return list;
}

function enrolling() {
  const sent: unknown[] = [];
  const actions = actionsWith(
    {
      // With the gate of the facade.
      enrol: async (source, { collection, subject, metadata }: EnrolOptions) => {
        const used = theFaceToEnrol({ faces: [source as Face] });
        const { modelId } = used.template;
        sent.push([{ collection, subject }, modelId, metadata]);
        return { subject: "ada", templateId: "1", modelId, enrolledAt: "", templates: 1, face: used };
      },
    },
    { read: async () => ({ subject: "ada", modelId: "", templates: [], metadata: {}, indexed: true }) },
  );
  return { sent, actions };
}

test("enrolling sends the template and the written name, then tells when it is searchable", async () => {
  const { sent, actions } = enrolling();
  const answers = await all(actions.enrol(sceneOf(face(0, 90)), ada, signal));
  expect(sent).toEqual([[{ collection: "demo", subject: "ada" }, "at 0", { name: "Ada" }]]);
  expect(answers.map(({ outcome }) => outcome)).toEqual(["enrolled", "enrolled"]);
  expect(answers[1]!.facts[0]).toMatchObject({ label: "Searchable", value: expect.stringMatching(/^yes/) });
});

test("of several faces none is enrolled until one is chosen", async () => {
  const { sent, actions } = enrolling();
  const scene = sceneOf(face(0, 90), face(200, 80));
  await expect(all(actions.enrol(scene, ada, signal))).rejects.toMatchObject({ code: "several_faces" });
  await all(actions.enrol({ ...scene, chosen: face(200, 80) }, ada, signal));
  expect(sent).toMatchObject([[{}, "at 200", {}]]);
});

test("a chosen face must be good enough too", async () => {
  const { actions } = enrolling();
  const scene = { ...sceneOf(face(0, 90), face(200, 80)), chosen: face(200, 80, "turned") };
  await expect(all(actions.enrol(scene, ada, signal))).rejects.toMatchObject({ code: "poor_quality" });
});

test("without a picture, and without a face in it, nothing is asked of the host", async () => {
  const actions = actionsWith({});
  await expect(all(actions.identify(emptyScene, signal))).rejects.toThrow(NotReady);
  await expect(all(actions.enrol(emptyScene, ada, signal))).rejects.toThrow("Choose a picture first");
  await expect(all(actions.verify(sceneOf(), ada, signal))).rejects.toMatchObject({ code: "no_face" });
});

test("candidates are called by their written name, or by their identifier if it cannot be read", async () => {
  const actions = actionsWith(
    {
      identify: async (source) => ({
        candidates: [
          { subject: "ada" },
          { subject: "grace" },
        ],
        modelId: "",
        threshold: { fmr: 1e-4, fpir: 1e-3 },
        plan: [],
        face: source as Face,
      }),
    },
    {
      read: async (subject) => {
        if (subject === "grace") throw new Error("erased meanwhile");
        return { subject, modelId: "", templates: [], metadata: { name: "Ada L." }, indexed: true };
      },
    },
  );
  const [answer] = await all(actions.identify(sceneOf(face(0, 90)), signal));
  expect(answer).toMatchObject({ headline: "This may be Ada L. or grace." });
});
