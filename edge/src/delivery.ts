import { Problem } from "@likeness/sdk/core";
import type { Client } from "@likeness/sdk/client";
import type { Message, Outbox } from "./outbox.ts";
import type { Remotes } from "./remote.ts";

const firstRetry = 500;
const longestRetry = 60_000;

/**
 * Sends what waits, oldest first, until nothing does or the remote cannot be reached.
 *
 * @returns milliseconds until it should be tried again, if it should
 */
export async function deliver(outbox: Outbox, remotes: Remotes): Promise<number | undefined> {
  for (let waiting = outbox.next(); waiting; waiting = outbox.next()) {
    const { sequence, tries, message } = waiting;
    try {
      await send(remotes.of(message.address.tenant), message);
      outbox.acknowledged(sequence);
    } catch (error) {
      if (error instanceof Problem && isFinal(error)) {
        outbox.refused(sequence, error.code);
        continue;
      }
      outbox.failed(sequence);
      return Math.min(longestRetry, firstRetry * 2 ** Math.min(tries, 10));
    }
  }
  return undefined;
}

/** What would be refused again. A wrong key is not: it is put right at the worker or the server. */
function isFinal({ status }: Problem): boolean {
  return status >= 400 && status < 500 && status !== 401;
}

/** Safe to send twice: the remote knows a template by its id, and erasing what is gone changes nothing. */
async function send(client: Client, message: Message): Promise<void> {
  switch (message.kind) {
    case "enrol": {
      const { address, template, templateId, metadata } = message;
      await client.enrol(address, template, { idempotencyKey: templateId, ...(metadata && { metadata }) });
      return;
    }
    case "erase":
      await client.erase(message.address).catch((error: unknown) => {
        if (!(error instanceof Problem) || error.code !== "unknown_subject") throw error;
      });
      return;
    default:
      message satisfies never;
  }
}
