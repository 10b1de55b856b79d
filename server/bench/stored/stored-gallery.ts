import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@likeness/server";
import type { Gallery } from "../gallery/gallery.ts";
import { collection, linesOf, tenant } from "./people.ts";

/** Of the store's layout and of what is enrolled: another number makes it anew. */
const version = 1;

/**
 * A folder with a store of this gallery, with fields to filter by. Made once and kept: to make one of a million takes
 * minutes, and more than one measurement begins with it.
 */
export async function storedGallery(gallery: Gallery): Promise<string> {
  const folder = join(tmpdir(), `likeness-bench-${version}-${gallery.count}x${gallery.dimension}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished);
  const store = openStore(join(unfinished, "store.sqlite"));
  await store.declare(tenant, collection, { hall: "keyword", desk: "keyword", half: "keyword" });
  for (let from = 0; from < gallery.count; from += 2_000) {
    await store.enrolMany(tenant, collection, linesOf(gallery, from, Math.min(2_000, gallery.count - from)));
  }
  store.close();
  renameSync(unfinished, folder);
  return folder;
}
