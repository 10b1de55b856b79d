import type { BrowserLikeness, Face } from "@likeness/sdk";
import { Problem } from "@likeness/sdk/core";
import { likelyFaces } from "@likeness/sdk/face";
import {
  enrolledAnswer,
  erasedAnswer,
  identifiedAnswer,
  verifiedAnswer,
  type Answer,
  type Cost,
} from "./answers.ts";
import type { Backend } from "./backend.ts";
import { NotReady } from "./not-ready.ts";
import { faceToSend, mustChoose, type Scene } from "./scene.ts";
import { untilSearchable } from "./searchable.ts";
import type { Traffic } from "./traffic.ts";

export interface ActionOptions {
  /** The present one: it changes with the backend. */
  readonly likeness: () => Promise<Pick<BrowserLikeness, "enrol" | "verify" | "identify">>;
  /** For what takes more than this page's key: leave to enrol, names, and erasing. */
  readonly backend: Backend;
  readonly collection: string;
  readonly traffic: Traffic;
}

/** Who is meant: the name as it was written, and what it is called at the host. */
export interface Named {
  readonly name: string;
  readonly subject: string;
}

/**
 * Each action gives its answer, and once more where there is more to say later.
 *
 * @throws Problem, of the face or of the host
 * @throws NotReady, before there is a picture to act on
 */
export function createActions({ likeness, backend, collection, traffic }: ActionOptions) {
  async function priced<T>(scene: Scene | undefined, call: () => Promise<T>): Promise<[T, Cost]> {
    const sentBefore = traffic.sent;
    const begun = performance.now();
    const answer = await call();
    const host = performance.now() - begun;
    const timings = scene?.analysis?.timings;
    const device = timings && { device: timings.detect + timings.align + timings.embed };
    return [answer, { host, sent: traffic.sent - sentBefore, ...device }];
  }

  async function nameOf(subject: string, signal: AbortSignal): Promise<string> {
    // Erased between the search and now, or not readable at the moment: the identifier is still right.
    const known = await backend.read(subject, signal).catch(() => undefined);
    return known?.metadata["name"] ?? subject;
  }

  return {
    async *enrol(scene: Scene, { name, subject }: Named, signal: AbortSignal): AsyncGenerator<Answer> {
      const face = faceToEnrol(scene);
      const address = { collection, subject };
      const { enrol } = await likeness();
      const permission = await backend.permission(subject, signal);
      const options = { ...address, ...permission, metadata: { name }, signal };
      const [enrolled, cost] = await priced(scene, () => enrol(face, options));
      yield enrolledAnswer(name, enrolled, "waiting", cost);
      const searchable = await untilSearchable(() => backend.read(subject, signal), signal);
      yield enrolledAnswer(name, enrolled, searchable ? "yes" : "not yet", cost);
    },

    async *verify(scene: Scene, { name, subject }: Named, signal: AbortSignal): AsyncGenerator<Answer> {
      const face = faceToCompare(scene);
      const { verify } = await likeness();
      const [verified, cost] = await priced(scene, () => verify(face, { collection, subject, signal }));
      yield verifiedAnswer(name, verified, cost);
    },

    async *identify(scene: Scene, signal: AbortSignal): AsyncGenerator<Answer> {
      const face = faceToCompare(scene);
      const { identify } = await likeness();
      const [identified, cost] = await priced(scene, () => identify(face, { collection, signal }));
      const names = await Promise.all(identified.candidates.map(({ subject }) => nameOf(subject, signal)));
      yield identifiedAnswer(names, identified, cost);
    },

    async *erase({ name, subject }: Named, signal: AbortSignal): AsyncGenerator<Answer> {
      const [erased, cost] = await priced(undefined, () => backend.erase(subject, signal));
      yield erasedAnswer(name, erased, cost);
    },
  };
}

/** Whoever points at a face has said which of several is meant. */
function faceToEnrol(scene: Scene): Face {
  const face = faceToCompare(scene);
  if (!mustChoose(scene)) return face;
  throw new Problem("several_faces", `${likelyFaces(analysed(scene)).length} faces of like size`);
}

function faceToCompare(scene: Scene): Face {
  analysed(scene);
  const face = faceToSend(scene);
  if (!face) throw new Problem("no_face");
  return face;
}

function analysed({ means, analysis }: Scene): NonNullable<Scene["analysis"]> {
  if (analysis) return analysis;
  throw means
    ? new NotReady("Still looking at the picture.", "Try again in a moment.")
    : new NotReady("Choose a picture first.", "Use the camera, drop a file on the page, or take a sample.");
}
