import { join } from "node:path";
import { createModels } from "@likeness/sdk/host";
import { engineOf, openSnapshots, openStore } from "@likeness/server";
import { asking } from "../../src/identify/asking.ts";
import { liveIndexes } from "../../src/index/live-indexes.ts";
import { spaceModels } from "../../src/space-models.ts";
import { card } from "./people.ts";

/** A store and its indexes, loaded, from a folder; snapshots are made if there are none. */
export async function opened(folder: string, engine = engineOf("scan")) {
  const store = openStore(join(folder, "store.sqlite"));
  const models = createModels([card]);
  const onRefused = (file: string, reason: string) => console.warn(`${file} is not taken: ${reason}`);
  const snapshots =
    engine.files && openSnapshots({ folder: join(folder, "snapshots"), files: engine.files, onRefused });
  const indexes = liveIndexes({ source: store, create: engine.create, modelOf: spaceModels(models), snapshots });
  store.onCommitted(indexes.committed);
  for (const { id } of store.everySpace()) await indexes.open(id);
  await indexes.tend({ saveAll: true });
  return {
    store,
    indexes,
    ask: asking({ store, indexes, models }),
    close: async () => {
      await indexes.close();
      store.close();
    },
  };
}
