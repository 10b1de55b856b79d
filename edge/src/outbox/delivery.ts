import { Problem, type ProblemCode, type Template } from "@likeness/sdk/core";
import type { Address } from "../address.ts";
import type { Message, Outbox } from "./outbox.ts";
import type { Remotes } from "./remote.ts";

/** Milliseconds. */
const firstPause = 500;
const longestPause = 60_000;

/** A template in the clear, for the server; undefined if the subject has it no more. */
export type TemplateOf = (address: Address, templateId: string) => Promise<Template | undefined>;

/** What the server says of the message itself, and would say again. Anything else is put right there or here. */
const final: ReadonlySet<ProblemCode> = new Set([
  "invalid_request",
  "model_mismatch",
  "subject_full",
  "idempotency_key_reused",
  "template_malformed",
  "template_length",
  "template_not_finite",
  "template_zero",
]);

const underWay = new WeakMap<Outbox, Promise<number | undefined>>();

/**
 * Sends what waits, oldest first, until nothing does or the server cannot be reached: [OUT2]. Asked again while it does
 * so, it is the same delivery: what is sent of one outbox is sent one after the other. Interrupted, a message is sent
 * again under the same number.
 *
 * @param random from 0 up to 1, for pauses of which no two objects have the same
 * @returns milliseconds since 1970 when it should be tried again, if it should
 */
export function deliver(
  outbox: Outbox,
  remotes: Remotes,
  templateOf: TemplateOf,
  now: () => Date,
  random: () => number = Math.random,
): Promise<number | undefined> {
  const running = underWay.get(outbox);
  if (running) return running;
  const delivery = sendAll(outbox, remotes, templateOf, now, random).finally(() => underWay.delete(outbox));
  underWay.set(outbox, delivery);
  return delivery;
}

async function sendAll(
  outbox: Outbox,
  remotes: Remotes,
  templateOf: TemplateOf,
  now: () => Date,
  random: () => number,
): Promise<number | undefined> {
  for (let waiting = outbox.next(); waiting; waiting = outbox.next()) {
    const { sequence, tries, message } = waiting;
    try {
      const send = await prepare(message, templateOf);
      // While the template was opened the subject may have been erased: then it does not leave any more.
      if (!outbox.has(sequence)) continue;
      if (send) outbox.leaves();
      await send?.(remotes, sequence);
      outbox.acknowledged(sequence);
    } catch (error) {
      // Taken away meanwhile; what took its place is next.
      if (!outbox.has(sequence)) continue;
      const { code, retryAfter = 0 } = error instanceof Problem ? error : new Problem("internal");
      if (isDone(message, code)) outbox.acknowledged(sequence);
      else if (final.has(code)) outbox.refused(sequence, code);
      else {
        outbox.failed(sequence, code);
        const pause = Math.min(longestPause, firstPause * 2 ** Math.min(tries, 10)) * (1 - random() / 2);
        return now().getTime() + Math.max(pause, retryAfter * 1000);
      }
    }
  }
  return undefined;
}

/** Applied before, or overtaken by what came after it: either way there is nothing left to tell. */
function isDone({ kind }: Message, code: ProblemCode): boolean {
  return code === "superseded" || (kind === "erase" && code === "unknown_subject");
}

type Send = (remotes: Remotes, sequence: number) => Promise<unknown>;

/** @returns undefined if there is nothing to send any more */
async function prepare(message: Message, templateOf: TemplateOf): Promise<Send | undefined> {
  const { address } = message;
  if (message.kind === "erase") return (remotes, sequence) => remotes.of(address.tenant, sequence).erase(address);
  const { templateId, metadata, replace } = message;
  // Gone, because it was erased or replaced: of that a later message tells.
  const template = await templateOf(address, templateId);
  if (!template) return undefined;
  const options = { idempotencyKey: templateId, metadata, ...(replace && { replace }) };
  return (remotes, sequence) => remotes.of(address.tenant, sequence).enrol(address, template, options);
}
