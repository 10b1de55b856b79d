import type {
  Client,
  EnrolOptions as EnrolCallOptions,
  IdentifyOptions as IdentifyCallOptions,
  SubjectAddress,
  VerifyOptions as VerifyCallOptions,
} from "../client/index.ts";
import type { Enrolled, Identified, Verified } from "../contract/messages.ts";
import { Problem } from "../core/index.ts";
import {
  theFaceFor,
  type Analysis,
  type Face,
  type QualityLimits,
  type QualityUse,
} from "../face/index.ts";
import type { Offline, OfflineVerified } from "../template/index.ts";
import type { BackendChoice } from "./backend/index.ts";
import type { Engine } from "./engine.ts";

interface LookOptions {
  readonly signal?: AbortSignal | undefined;
  /** Embeds the face and its mirror image: a little more accurate, at about the price of a second face. */
  readonly mirror?: boolean | undefined;
}

interface GateOptions extends LookOptions {
  /** What is asked of the face's quality, over the defaults of the use. */
  readonly limits?: Partial<QualityLimits> | undefined;
}

export type EnrolOptions = SubjectAddress & GateOptions & EnrolCallOptions;
export type VerifyOptions = SubjectAddress & GateOptions & VerifyCallOptions;
export type IdentifyOptions = Pick<SubjectAddress, "collection"> & GateOptions & IdentifyCallOptions;

/** An answer of a host with the face that it was given for. */
export type For<Answer> = Answer & { readonly face: Face };

/**
 * Faces told apart: pictures are analysed on this device, and only templates leave it.
 *
 * `Source` is what a picture may come as here; see `createLikeness` of the platform. Where a source is taken, a face
 * of an earlier analysis is too, which then is not analysed again.
 */
export interface Likeness<Source> {
  /** The embedding model's: templates are comparable only under the same one. */
  readonly modelId: string;
  /** What the models run on, and why. */
  readonly backend: BackendChoice;
  /**
   * Every face in a picture, the largest first; none is no error.
   *
   * @throws Problem `broken_picture`, `picture_too_large`, `inference_failed`, `out_of_memory`, `closed`
   */
  analyze(source: Source, options?: LookOptions): Promise<Analysis>;
  /**
   * Adds the one face of a picture to a subject's templates. Answered when the host has it on disk. At an edge worker the
   * first takes a `ticket` of your backend, which registers this device; later ones are proved by the device.
   *
   * @throws Problem `no_face`, `several_faces`, `poor_quality`, `subject_full`, `model_mismatch`; at an edge worker
   *   `ticket_missing`, `ticket_invalid`, `ticket_spent`, `precondition_required`, `precondition_failed`, `proof_invalid`,
   *   `device_unavailable`; and those of analysing and of any call
   */
  enrol(source: Source | Face, options: EnrolOptions): Promise<For<Enrolled>>;
  /**
   * Compares the one face of a picture with a subject's templates, 1:1. With `offline`, and only then, a grant of the
   * host's answers where the host cannot be reached: such an answer says `offline: true`.
   *
   * @throws Problem `no_face`, `several_faces`, `poor_quality`, `unknown_subject`, `model_mismatch`; where this device
   *   proves the call `proof_invalid`, which is all that is said of who is not known, `device_unavailable`,
   *   `attempts_delayed` with `retryAfter` in seconds, `attempts_disabled`; and those of analysing and of any call
   */
  verify(source: Source | Face, options: VerifyOptions): Promise<For<Verified | OfflineVerified>>;
  /**
   * Searches a collection for the one face of a picture, 1:N. Nobody found is `candidates: []`.
   *
   * @throws Problem `no_face`, `several_faces`, `poor_quality`, `model_mismatch`, and those of analysing and of any call
   */
  identify(source: Source | Face, options: IdentifyOptions): Promise<For<Identified>>;
  /** Frees the models and ends the worker. What is under way is ended by `closed`. */
  close(): Promise<void>;
}

export interface LikenessParts<Source, Frame> {
  readonly engine: Engine<Frame>;
  /** Makes of a caller's source what the engine takes and closes. */
  readonly toFrame: (source: Source) => Promise<Frame>;
  /** None: then pictures are analysed, and nothing is sent. */
  readonly client?: Pick<Client, "enrol" | "verify" | "identify" | "challenge"> | undefined;
  /** The client proves its requests by a device. */
  readonly isProved?: boolean | undefined;
  /** Verifies where the client cannot reach the host. */
  readonly offline?: Pick<Offline, "verify"> | undefined;
  /** Over the defaults of each use, for every call. */
  readonly limits?: Partial<Record<QualityUse, Partial<QualityLimits>>> | undefined;
}

/** The facade over an engine and a client, wherever either is. */
export function likenessOver<Source, Frame>(parts: LikenessParts<Source, Frame>): Likeness<Source> {
  const { engine, toFrame } = parts;
  const client = () => {
    if (parts.client) return parts.client;
    throw new Problem("unreachable", "no host is known: give createLikeness an endpoint and a key");
  };

  async function analyze(source: Source, { signal, mirror }: LookOptions = {}): Promise<Analysis> {
    signal?.throwIfAborted();
    const frame = await toFrame(source);
    return engine.analyze(frame, { ...(signal && { signal }), ...(mirror !== undefined && { mirror }) });
  }

  /** The face itself, or the one of a picture, if it is good enough for its use. */
  async function faceFor(use: QualityUse, source: Source | Face, { limits, ...look }: GateOptions): Promise<Face> {
    const analysis = isFace(source) ? { faces: [source] } : await analyze(source, look);
    return theFaceFor(use, analysis, { ...parts.limits?.[use], ...limits });
  }

  return {
    modelId: engine.modelId,
    get backend() {
      return engine.backend;
    },
    analyze,
    enrol: async (source, { collection, subject, limits, mirror, ...call }) => {
      const { enrol } = client();
      const face = await faceFor("enrol", source, { limits, mirror, signal: call.signal });
      const quality = face.quality.score;
      return { ...(await enrol({ collection, subject }, face.template, { quality, ...call })), face };
    },
    verify: async (source, { collection, subject, limits, mirror, ...call }) => {
      const { verify } = parts.offline ?? client();
      const address = { collection, subject };
      const challenge = call.challenge ?? (parts.isProved ? earlyChallenge(client(), address, call.signal) : undefined);
      const face = await faceFor("verify", source, { limits, mirror, signal: call.signal });
      return { ...(await verify(address, face.template, { ...call, ...(challenge && { challenge }) })), face };
    },
    identify: async (source, { collection, limits, mirror, ...call }) => {
      const { identify } = client();
      const face = await faceFor("identify", source, { limits, mirror, signal: call.signal });
      return { ...(await identify(collection, face.template, call)), face };
    },
    close: () => engine.close(),
  };
}

/** Asked for while the picture is looked at, once. Should it fail, the call asks again and tells of it. */
function earlyChallenge({ challenge }: Pick<Client, "challenge">, address: SubjectAddress, signal?: AbortSignal) {
  const asked = challenge(address, { retries: 0, ...(signal && { signal }) });
  asked.catch(() => undefined);
  return asked;
}

function isFace(source: unknown): source is Face {
  return typeof source === "object" && source !== null && "template" in source && "landmarks" in source;
}
