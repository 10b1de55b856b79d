import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { normalize } from "@likeness/sdk/core";
import { openStore, type Store } from "../../store/store.ts";

export const now = () => new Date("2026-01-02T03:04:05Z");

export const vectorOf = (n: number) => normalize([Math.cos(n), Math.sin(n), Math.cos(n * 7), 0.1]);

/** A store of two tenants' collections, of two models, in a folder that is `remove`d. */
export async function someStore(): Promise<{ folder: string; store: Store; remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), "likeness-bundle-"));
  const store = openStore(join(folder, "server.sqlite"), now);
  const people = [
    ...Array.from({ length: 20 }, (_, n) => ({ tenant: "acme", modelId: "model@1", n })),
    ...Array.from({ length: 5 }, (_, n) => ({ tenant: "umbrella", modelId: "model@2", n: n + 100 })),
  ];
  const enrolling = people.map(({ tenant, modelId, n }) =>
    store.enrol(
      { tenant, collection: "staff", subject: `s${n}` },
      {
        template: { modelId, vector: vectorOf(n) },
        metadata: undefined,
        replace: false,
        quality: undefined,
        consent: undefined,
        idempotency: undefined,
      },
    ),
  );
  await Promise.all(enrolling);
  const remove = () => {
    store.close();
    rmSync(folder, { recursive: true });
  };
  return { folder, store, remove };
}
