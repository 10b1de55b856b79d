import { Problem } from "@likeness/sdk/core";
import { fromProblemBody, type Erased, type Subject } from "@likeness/sdk/contract";

/** What lets this page enrol one subject, once; with the version that is to be changed, where there is one. */
export interface Permission {
  readonly ticket: string;
  readonly ifMatch?: string;
}

/** The page's own backend: it has the secret key, and this page has not. */
export interface Backend {
  permission(subject: string, signal?: AbortSignal): Promise<Permission>;
  read(subject: string, signal?: AbortSignal): Promise<Subject>;
  erase(subject: string, signal?: AbortSignal): Promise<Erased>;
}

export function createBackend(doFetch: typeof fetch): Backend {
  async function ask<Answer>(method: string, path: string, signal?: AbortSignal): Promise<Answer> {
    const response = await doFetch(`/backend/${path}`, { method, ...(signal && { signal }) }).catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw new Problem("unreachable", undefined, { cause });
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer as Answer;
    throw fromProblemBody(answer) ?? new Problem("unreachable", `HTTP ${response.status}`);
  }
  const subjectPath = (subject: string) => `subjects/${encodeURIComponent(subject)}`;

  return {
    permission: (subject, signal) => ask("POST", `tickets/${encodeURIComponent(subject)}`, signal),
    read: (subject, signal) => ask("GET", subjectPath(subject), signal),
    erase: (subject, signal) => ask("DELETE", subjectPath(subject), signal),
  };
}
