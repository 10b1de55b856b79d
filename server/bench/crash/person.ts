import { createClient, type Client } from "@likeness/sdk/client";
import { normalize, Problem, type Template } from "@likeness/sdk/core";

/** What is done to a person. */
type Change = "enrol" | "replace" | "erase";

export interface Person {
  readonly name: string;
  readonly hall: string;
  /** Changes that were answered. */
  readonly answered: Readonly<Record<Change, number>>;
  /** Changes of which no answer came. */
  readonly cut: number;
  /** What is otherwise than was answered. */
  readonly faults: readonly string[];
  /** How many templates it has, as far as is known. */
  readonly templates: number;
  /** Makes one change. @throws Problem `unreachable` once the server is gone */
  go(client: Client): Promise<void>;
  /** Holds what the server has against what it has answered; from then on that is what is known. */
  verify(client: Client): Promise<void>;
}

export interface PersonOptions {
  readonly number: number;
  readonly collection: string;
  readonly modelId: string;
  readonly dimension: number;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** Below the number of templates that a subject may have. */
const mostTemplates = 6;
/** A template and its own vector; another's are far from it. */
const same = 0.999;

export const connectTo = (port: number, key: string): Client =>
  createClient({ endpoint: `http://127.0.0.1:${port}`, key, retries: 0 });

/** Somebody who is enrolled, replaced and erased, and remembers what was acknowledged: [STO1] [STO2] [REC4]. */
export function createPerson({ number, collection, modelId, dimension, random }: PersonOptions): Person {
  const name = `person-${number}`;
  const hall = String(number % 4);
  const address = { collection, subject: name };
  const answered = { enrol: 0, replace: 0, erase: 0 };
  const faults: string[] = [];
  /** What is enrolled, by the template's id. */
  let known = new Map<string, Template>();
  /** Erased or replaced last, and acknowledged: nobody may be found by it. */
  let gone: Template[] = [];
  /** What was asked for when the answer was cut off. */
  let pending: { readonly change: Change; readonly template: Template } | undefined;
  let cut = 0;

  const newTemplate = (): Template => ({
    modelId,
    vector: normalize(Array.from({ length: dimension }, () => random() - 0.5)),
  });

  function nextChange(): Change {
    if (known.size === 0) return "enrol";
    if (known.size >= mostTemplates) return random() < 0.5 ? "replace" : "erase";
    const drawn = random();
    return drawn < 0.6 ? "enrol" : drawn < 0.8 ? "replace" : "erase";
  }

  async function make(client: Client, change: Change, template: Template): Promise<void> {
    if (change === "erase") {
      await client.erase(address);
      gone = [...known.values()];
      known = new Map();
      return;
    }
    const replace = change === "replace";
    const { templateId } = await client.enrol(address, template, { metadata: { hall }, replace });
    if (replace) {
      gone = [...known.values()];
      known = new Map();
    }
    known.set(templateId, template);
  }

  /** Whether what is there is what was answered, or that with the change whose answer was cut off. */
  function settle(there: readonly string[]): boolean {
    const news = there.filter((id) => !known.has(id));
    const isWhole = there.length - news.length === known.size;
    if (news.length === 0 && isWhole) return true;
    if (!pending) return false;
    const { change, template } = pending;
    const [made] = news;
    if (change === "erase") {
      if (there.length > 0) return false;
      gone = [...known.values()];
      known = new Map();
      return true;
    }
    if (made === undefined || news.length > 1) return false;
    if (change === "replace" ? there.length > 1 : !isWhole) return false;
    if (change === "replace") {
      gone = [...known.values()];
      known = new Map();
    }
    known.set(made, template);
    return true;
  }

  async function isFoundBy(client: Client, template: Template): Promise<boolean> {
    const { candidates } = await client.identify(collection, template, { maxCandidates: 3 });
    return candidates.some(({ subject, score }) => subject === name && score !== undefined && score > same);
  }

  return {
    name,
    hall,
    answered,
    faults,
    get cut() {
      return cut;
    },
    get templates() {
      return known.size;
    },

    go: async (client) => {
      const change = nextChange();
      const template = newTemplate();
      try {
        await make(client, change, template);
        answered[change]++;
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        pending = { change, template };
        cut++;
        throw error;
      }
    },

    verify: async (client) => {
      const there = await client.read(address).then(
        ({ templates }) => templates.map(({ templateId }) => templateId),
        (error: unknown) => {
          if (error instanceof Problem && error.code === "unknown_subject") return [];
          throw error;
        },
      );
      if (!settle(there)) faults.push(`${name}: has ${there.length} templates, ${known.size} were acknowledged`);
      pending = undefined;
      for (const template of known.values()) {
        if (!(await isFoundBy(client, template))) faults.push(`${name}: is not found by a template that it has`);
      }
      for (const template of gone) {
        if (await isFoundBy(client, template)) faults.push(`${name}: is found by a template that was erased`);
      }
    },
  };
}
