import type { Enrolled, Erased, Identified, Verified } from "@likeness/sdk/client";
import type { Problem, ProblemCode } from "@likeness/sdk/core";
import { atMost, count, duration, size } from "./figures.ts";
import type { NotReady } from "./not-ready.ts";

export type Outcome = "enrolled" | "match" | "no-match" | "identified" | "nobody" | "erased" | "problem";

/** What is shown for one action. */
export interface Answer {
  readonly outcome: Outcome;
  readonly code?: ProblemCode;
  readonly headline: string;
  readonly sentences: readonly string[];
  readonly facts: readonly Fact[];
}

export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** What one action took: milliseconds on the device and until the host's answer, bytes that were sent. */
export interface Cost {
  readonly device?: number;
  readonly host: number;
  readonly sent: number;
}

/** Whether a search already finds the new template: not known yet, or not within the time we wait. */
export type Searchable = "waiting" | "yes" | "not yet";

const searchableWords: Record<Searchable, string> = {
  waiting: "not yet; the index takes it in",
  yes: "yes, Identify finds it now",
  "not yet": "not yet; the index is behind, try Identify later",
};

export function enrolledAnswer(
  name: string,
  { templates }: Enrolled,
  searchable: Searchable,
  cost: Cost,
): Answer {
  return {
    outcome: "enrolled",
    headline: `${name} is enrolled.`,
    sentences: [
      templates === 1
        ? "The host keeps one template, and no picture."
        : `The host keeps ${count(templates, "template")} now, and no picture.`,
    ],
    facts: [{ label: "Searchable", value: searchableWords[searchable] }, ...costFacts(cost)],
  };
}

export function verifiedAnswer(name: string, verified: Verified, cost: Cost): Answer {
  const { match, threshold, liveness, keyBound } = verified;
  return {
    outcome: match ? "match" : "no-match",
    headline: sentence(match ? `Yes, this is ${name}` : `No, this is not shown to be ${name}`),
    sentences: [
      ...(match ? [] : ["The face is not near enough to what is enrolled."]),
      `Of people who are not ${name}, ${atMost(threshold.fmr)} would pass here.`,
    ],
    facts: [
      { label: "Compared with", value: `${name} only, 1:1` },
      ...(keyBound ? [{ label: "Proved", value: "that it came from a device of theirs, just now" }] : []),
      { label: "Not proved", value: notProved(liveness !== "none", keyBound) },
      ...costFacts(cost),
    ],
  };
}

/** @param names of the candidates, as far as they are known */
export function identifiedAnswer(
  names: readonly string[],
  identified: Identified,
  cost: Cost,
): Answer {
  const { plan, threshold } = identified;
  const subjects = plan.reduce((sum, stage) => sum + stage.subjects, 0);
  const chance = atMost(threshold.fpir);
  const promise = `For somebody who is not enrolled, the chance that this search names anyone is ${chance}.`;
  const facts = [
    { label: "Searched", value: searched(plan) },
    ...costFacts(cost),
  ];
  if (names.length === 0) {
    const reason =
      subjects === 0
        ? "Nobody is enrolled yet."
        : `Compared with ${count(subjects, "subject")}, none is near enough.`;
    return { outcome: "nobody", headline: "Nobody known here.", sentences: [reason, promise], facts };
  }
  return {
    outcome: "identified",
    headline: sentence(names.length === 1 ? `This is ${names[0]}` : `This may be ${names.join(" or ")}`),
    sentences: [
      ...(names.length > 1 ? ["More than one is near enough; which is nearer, a page is not told."] : []),
      promise,
    ],
    facts,
  };
}

export function erasedAnswer(name: string, { templates }: Erased, cost: Cost): Answer {
  return {
    outcome: "erased",
    headline: `${name} is erased.`,
    sentences: [`${count(templates, "template")} ${templates === 1 ? "is" : "are"} gone from the host.`],
    facts: costFacts(cost),
  };
}

/** What a visitor of this page can do about it. */
const remedies: Partial<Record<ProblemCode, string>> = {
  no_face: "Turn on the camera, or choose a picture with a face in it.",
  several_faces: "Choose the face that is meant, in the picture.",
  unknown_subject: "Enrol this name first, or check how it is written.",
  proof_invalid: "Enrol this name on this device first, or check how it is written.",
  attempts_delayed: "Wait half a minute, then try again.",
  attempts_disabled: "Erase the subject and enrol it again.",
  unreachable: "Is the demo still running?",
  remote_unavailable: "Enrolling and verifying work without it; try the search again in a moment.",
  model_mismatch: "Erase the subject and enrol it again with this page's model.",
  subject_full: "Erase the subject to begin anew.",
};

/** @param guidance what to do about the face, if that is the problem */
export function problemAnswer(problem: Problem, guidance: readonly string[] = []): Answer {
  const { code, title, detail, requestId } = problem;
  const remedy = guidance.length > 0 ? `${guidance.join(". ")}.` : remedies[code];
  return {
    outcome: "problem",
    code,
    headline: `${title}.`,
    sentences: remedy === undefined ? [] : [remedy],
    facts: [
      ...(detail === undefined ? [] : [{ label: "Detail", value: detail }]),
      { label: "Code", value: code },
      ...(requestId === undefined ? [] : [{ label: "Request", value: requestId }]),
    ],
  };
}

export function notReadyAnswer({ message, remedy }: NotReady): Answer {
  return { outcome: "problem", headline: message, sentences: [remedy], facts: [] };
}

function searched(plan: Identified["plan"]): string {
  return plan
    .map(({ subjects, scanned, exact }) => {
      const how = exact ? "an exact search" : "a fast search";
      return `${count(subjects, "subject")}, 1:N; ${how} over ${count(scanned, "template")}`;
    })
    .join("; then ");
}

function notProved(live: boolean, keyBound: boolean): string {
  const missing = [
    ...(live ? [] : ["that it is no photograph"]),
    ...(keyBound ? [] : ["that it is the same device"]),
  ];
  return missing.length === 0 ? "nothing more was asked" : missing.join(", nor ");
}

function costFacts({ device, host, sent }: Cost): Fact[] {
  const onDevice = device === undefined ? "" : `${duration(device)} on this device, `;
  return [
    { label: "Time", value: `${onDevice}${duration(host)} for the host` },
    { label: "Sent", value: sent === 0 ? "nothing but the request" : `${size(sent)}; no picture` },
  ];
}

/** A name may bring its own full stop. */
function sentence(words: string): string {
  return words.endsWith(".") ? words : `${words}.`;
}
