import { randomUUID } from "node:crypto";
import { fillPath, idempotencyHeader, type Subject, ticketHeader, type Verified } from "@likeness/sdk/contract";
import { encodeTemplate, type Template } from "@likeness/sdk/core";
import card from "../../../models/cards/dlib-resnet.json" with { type: "json" };
import { viewOf } from "../../../test/fixtures/templates.ts";
import {
  type Answer,
  type Connections,
  type Credentials,
  digestOf,
  introduce,
  newDevice,
  nonceFor,
  type Prepared,
  tenant,
  ticketFor,
  withKey,
} from "../under-test/index.ts";

/** How many templates are enrolled before the next change is another. */
const mostTemplates = 4;

/** What was acknowledged, and what may have been done without anybody having heard of it. */
interface Wish {
  readonly kind: "enrol" | "replace" | "erase";
  readonly template: Template;
  readonly idempotencyKey: string;
  /** Of a first enrolment by a page; spent in the same transaction, or not at all. */
  readonly ticket: string | undefined;
}

/** What is broken, in words. */
export type Fault = string;

/**
 * Somebody who is enrolled and erased, again and again, while the worker is killed. Nobody else changes their subject,
 * so after each answer it is known what has to be there, and after a cut connection it is one of two things.
 */
export interface Person {
  readonly address: { readonly collection: string; readonly subject: string };
  /** What has to be there. */
  templates(): readonly Template[];
  /** Makes one change, or finds out what has become of one whose answer was lost. */
  go(to: Connections): Promise<void>;
  /** Looks whether all of it is there, and nothing else. */
  assertThere(to: Connections): Promise<void>;
  readonly acknowledged: { enrolments: number; erasures: number };
  readonly faults: Fault[];
}

export function createPerson(number: number, { own }: Credentials, random: () => number): Person {
  const address = { collection: "crashed", subject: `person-${number}` };
  const acknowledged = { enrolments: 0, erasures: 0 };
  const faults: Fault[] = [];
  let kept: readonly Template[] = [];
  let wish: Wish | undefined;
  let view = 0;
  let erasedAt = 0;

  const asBackend = (method: string, path: string): Prepared => ({
    method,
    path,
    headers: withKey(own.secret),
    body: Buffer.alloc(0),
  });

  async function nextWish(): Promise<Wish> {
    const template = viewOf(card.modelId, 1_000 + number, view++);
    const chance = random();
    const isErased = kept.length > 0 && (chance < 0.3 || kept.length >= mostTemplates);
    const kind = isErased ? "erase" : chance < 0.5 && kept.length > 0 ? "replace" : "enrol";
    // A ticket says by the second when it was signed, and one from the second of an erasure counts as from before it.
    const isByPage = kept.length === 0 && random() < 0.5 && Date.now() > erasedAt + 2_000;
    return {
      kind,
      template,
      idempotencyKey: randomUUID(),
      ticket: isByPage ? await ticketFor(own, address) : undefined,
    };
  }

  async function send(to: Connections, { kind, template, idempotencyKey, ticket }: Wish): Promise<Answer> {
    if (kind === "erase") return to.send(asBackend("DELETE", fillPath("erase", address)));
    const body = Buffer.from(JSON.stringify({ template: encodeTemplate(template), replace: kind === "replace" }));
    const path = fillPath("enrol", address);
    const headers = {
      ...withKey(ticket === undefined ? own.secret : own.publishable),
      [idempotencyHeader]: idempotencyKey,
    };
    if (ticket === undefined) return to.send({ method: "POST", path, headers, body });
    const request = { method: "POST", path, tenant, ...address, modelId: template.modelId, body: digestOf(body) };
    const introduced = introduce(newDevice(), request, await nonceFor(to, own.publishable, address));
    return to.send({ method: "POST", path, headers: { ...headers, ...introduced, [ticketHeader]: ticket }, body });
  }

  const after = ({ kind, template }: Wish) =>
    kind === "erase" ? [] : kind === "replace" ? [template] : [...kept, template];

  /** What is there, by number of templates and by whether the newest opens and matches. */
  async function look(to: Connections): Promise<number> {
    const { status, text } = await to.send(asBackend("GET", fillPath("read", address)));
    if (status === 404) return 0;
    if (status !== 200) throw new Error(`reading ${address.subject}: ${status} ${text}`);
    return (JSON.parse(text) as Subject).templates.length;
  }

  async function assertOpens(to: Connections, probe: Template): Promise<void> {
    const body = Buffer.from(JSON.stringify({ probe: encodeTemplate(probe) }));
    const { status, text } = await to.send({ ...asBackend("POST", fillPath("verify", address)), body });
    if (status !== 200 || !(JSON.parse(text) as Verified).match)
      faults.push(`${address.subject} does not verify: ${status} ${text}`);
  }

  async function assertThere(to: Connections): Promise<void> {
    const there = await look(to);
    if (there !== kept.length) {
      faults.push(`${address.subject}: ${there} templates, where ${kept.length} were acknowledged`);
    }
    if (kept.length > 0) await assertOpens(to, kept.at(-1)!);
  }

  /** The answer was lost: either nothing was done, or all of it. */
  async function settle(to: Connections, lost: Wish): Promise<void> {
    const there = await look(to);
    const done = after(lost);
    // A template more or less, or all of them: the two cannot be taken for each other, but for a replacement of one.
    if (there !== kept.length && there !== done.length) {
      faults.push(
        `${address.subject}: ${there} templates, where ${kept.length} were kept, or ${done.length} after a ${lost.kind}`,
      );
    }
    if (lost.kind === "erase") {
      if (there > 0) return finish(to, lost);
      kept = [];
      wish = undefined;
      erasedAt = Date.now();
      return;
    }
    // Sent again under its key: it is done once, whether it was done before or not.
    return finish(to, lost);
  }

  async function finish(to: Connections, wanted: Wish): Promise<void> {
    wish = wanted;
    const { status, text } = await send(to, wanted);
    if (wanted.kind === "erase" && status === 503) return finish(to, wanted);
    if (status >= 300) {
      faults.push(`${address.subject}: ${wanted.kind} with ${kept.length} kept was answered ${status} ${text}`);
    } else {
      kept = after(wanted);
      if (wanted.kind === "erase") acknowledged.erasures += 1;
      else acknowledged.enrolments += 1;
    }
    if (wanted.kind === "erase") erasedAt = Date.now();
    wish = undefined;
  }

  return {
    address,
    acknowledged,
    faults,
    templates: () => kept,
    assertThere,
    go: async (to) => {
      if (wish) return settle(to, wish);
      await assertThere(to);
      await finish(to, await nextWish());
    },
  };
}
