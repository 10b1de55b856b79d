import type { Backend, Runtime } from "../../runtime/session.ts";

/** What a caller wants the models to run on: `auto` is the fastest that computes what it should. */
export type Preference = "auto" | Backend;

/** What the models run on, and why. Plain data. */
export interface BackendChoice {
  readonly backend: Backend;
  /** Which build of it. */
  readonly runtime: string;
  /** In words, for people. */
  readonly reason: string;
  /** In the order in which they were tried; a backend that was not needed is not among them. */
  readonly tried: readonly TriedBackend[];
  /** It was chosen in an earlier session on this device, and held to the golden vectors again in this one. */
  readonly remembered: boolean;
}

export interface TriedBackend {
  readonly backend: Backend;
  /**
   * `slower`: right, but another one was faster. `wrong`: its outputs for a golden input are off by more than 0.001
   * in the cosine. `unavailable`: this device cannot run it. `failed`: it could not be started, or broke.
   */
  readonly outcome: "chosen" | "slower" | "wrong" | "unavailable" | "failed";
  /** The least of those of all outputs of all models with what their cards say. */
  readonly cosine?: number;
  /** Of one run of the embedder, warm: the median of a few. Of its first one, where that was fast enough. */
  readonly milliseconds?: number;
  readonly words: string;
}

/** A backend that may be there. */
export interface Candidate {
  readonly backend: Backend;
  /** Tried only where none of those before it is right: fetching it costs more than it may be faster. */
  readonly isLastResort?: boolean;
  /**
   * Why it is not to be had, in words, before anything is downloaded for it; undefined if it is.
   *
   * @param isAsked It was asked for by name: then being slow is no reason.
   */
  available(isAsked: boolean): Promise<string | undefined>;
  start(): Promise<Runtime>;
}
