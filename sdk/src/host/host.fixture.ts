// Test support: a host over a gallery of those operations that a test calls for.

import { embedderCard } from "../core/card.fixture.ts";
import { encodeTemplate, normalize, sha256Hex } from "../core/index.ts";
import { createHost } from "./app.ts";
import type { Caller, Gallery } from "./gallery.ts";
import type { HostOptions } from "./host-options.ts";
import { createModels } from "./models.ts";

export const card = embedderCard();
export const { modelId } = card;
export const template = { modelId, vector: normalize([1, 2, 2, 4]) };
export const encoded = encodeTemplate(template);

export const address = { collection: "staff", subject: "ada" };
export const ada = "/v1/collections/staff/subjects/ada";

const callerBy = async (key: string, rights: Partial<Caller>): Promise<Caller> => ({
  id: await sha256Hex(key),
  tenant: "acme",
  kind: "secret",
  scores: false,
  offline: false,
  identify: true,
  ...rights,
});

/** By their keys. */
export const callers = {
  "k-secret": await callerBy("k-secret", {}),
  "k-scores": await callerBy("k-scores", { scores: true }),
  "k-offline": await callerBy("k-offline", { offline: true }),
  "k-export": await callerBy("k-export", { export: true }),
  "k-page": await callerBy("k-page", { kind: "publishable", identify: false }),
  "k-page-identify": await callerBy("k-page-identify", { kind: "publishable" }),
};
export type Key = keyof typeof callers;

const keys = Object.fromEntries(Object.values(callers).map((caller) => [caller.id, caller]));

export const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });
export const secret = bearer("k-secret");

export function hostOver(gallery: Partial<Gallery> = {}, options: Partial<HostOptions> = {}) {
  return createHost({
    service: "server",
    gallery: gallery as Gallery,
    models: createModels([card]),
    keys,
    ...options,
  });
}

export function post(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: "POST",
    headers: { ...secret, "Content-Type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
}

export const enrolled = {
  subject: "ada",
  templateId: "t-1",
  modelId,
  enrolledAt: "2026-01-01T00:00:00.000Z",
  templates: 1,
};
export const verified = {
  match: true,
  modelId,
  threshold: { score: 0.7, fmr: 1e-4 },
  keyBound: false,
  liveness: "none" as const,
};
