// Test support: a subject as it would be if one call was made at a time.

import type { Model } from "./history.fixture.ts";

export type Asked =
  | { readonly kind: "enrol"; readonly face: number; readonly key: number | undefined }
  | { readonly kind: "replace"; readonly face: number }
  | { readonly kind: "erase" }
  | { readonly kind: "verify"; readonly face: number }
  | { readonly kind: "prove"; readonly face: number; readonly device: number }
  | { readonly kind: "read" }
  | { readonly kind: "join"; readonly device: number }
  | { readonly kind: "revoke"; readonly device: number }
  | { readonly kind: "list" };

/** As much of an answer as the model speaks of. */
export type Answer =
  | { readonly code: string }
  | { readonly enrolled: string; readonly templates: number }
  | { readonly erased: number }
  | { readonly match: boolean }
  | { readonly templates: readonly string[] }
  | { readonly devices: readonly number[] }
  | { readonly left: number }
  | { readonly joined: number };

export interface State {
  readonly templates: readonly { readonly id: string; readonly face: number }[] | undefined;
  readonly devices: readonly number[];
  /** What enrolments under a key were answered; of those before an erasure, nothing is left but that they were. */
  readonly first: Readonly<Record<number, { readonly id: string; readonly templates: number } | "erased">>;
  /** How many templates the last erasure took: asked again while it goes on, it is answered alike. */
  readonly erased: number | undefined;
}

export const nobody: State = { templates: undefined, devices: [], first: {}, erased: undefined };

export const subjectModel: Model<State, Asked, Answer> = (state, asked, answer) => {
  const { templates, devices, first } = state;
  const refused = (code: string) => ("code" in answer && answer.code === code ? state : undefined);
  switch (asked.kind) {
    case "enrol": {
      const before = asked.key === undefined ? undefined : first[asked.key];
      if (before === "erased") return refused("superseded");
      if (!("enrolled" in answer)) return undefined;
      if (before) return answer.enrolled === before.id && answer.templates === before.templates ? state : undefined;
      const after = [...(templates ?? []), { id: answer.enrolled, face: asked.face }];
      if (answer.templates !== after.length || templates?.some(({ id }) => id === answer.enrolled)) return undefined;
      const kept = asked.key === undefined ? {} : { [asked.key]: { id: answer.enrolled, templates: after.length } };
      return { ...state, templates: after, first: { ...first, ...kept } };
    }
    case "replace":
      if (!("enrolled" in answer) || answer.templates !== 1) return undefined;
      return { ...state, templates: [{ id: answer.enrolled, face: asked.face }] };
    case "erase": {
      if (!templates) return "erased" in answer && answer.erased === state.erased ? state : refused("unknown_subject");
      if (!("erased" in answer) || answer.erased !== templates.length) return undefined;
      const lost = Object.fromEntries(Object.keys(first).map((key) => [key, "erased" as const]));
      return { templates: undefined, devices: [], first: lost, erased: templates.length };
    }
    case "verify":
      if (!templates) return refused("unknown_subject");
      return "match" in answer && answer.match === templates.some(({ face }) => face === asked.face)
        ? state
        : undefined;
    case "prove":
      if (!templates || !devices.includes(asked.device)) return refused("proof_invalid");
      return "match" in answer && answer.match === templates.some(({ face }) => face === asked.face)
        ? state
        : undefined;
    case "read":
      if (!templates) return refused("unknown_subject");
      return "templates" in answer &&
        isSame(
          answer.templates,
          templates.map(({ id }) => id),
        )
        ? state
        : undefined;
    case "list":
      if (!templates) return refused("unknown_subject");
      return "devices" in answer && isSame(answer.devices, devices) ? state : undefined;
    case "join":
      if (!templates) return refused("unknown_subject");
      if (!("joined" in answer)) return undefined;
      return devices.includes(asked.device) ? state : { ...state, devices: [...devices, asked.device].toSorted() };
    case "revoke": {
      if (!templates) return refused("unknown_subject");
      if (!devices.includes(asked.device)) return refused("unknown_device");
      const left = devices.filter((device) => device !== asked.device);
      return "left" in answer && answer.left === left.length ? { ...state, devices: left } : undefined;
    }
    default:
      return asked satisfies never;
  }
};

const isSame = (some: unknown, others: unknown) => JSON.stringify(some) === JSON.stringify(others);
