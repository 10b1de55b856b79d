// Makes the package that is published, from the sources: `node sdk/pack/build.ts`, then `npm pack ./sdk/dist`.

import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "tsdown";
import { defaultModels } from "@likeness/models";
import { writeDeclarations } from "./declarations.ts";
import { writeManifest } from "./manifest.ts";
import { published, repository, sdk } from "./places.ts";

await rm(published, { recursive: true, force: true });
await build({ cwd: sdk, config: join(sdk, "tsdown.config.ts") });
await writeManifest();
await copyModels();
await cp(join(sdk, "README.md"), join(published, "README.md"));
await cp(join(repository, "LICENSE"), join(published, "LICENSE"));
await writeDeclarations();

/** The cards with their weights beside them, as `loadModel` looks for them. */
async function copyModels(): Promise<void> {
  const models = join(published, "models");
  await mkdir(models);
  for (const { card, file } of Object.values(await defaultModels())) {
    await cp(join(repository, "models/cards", `${card.name}.json`), join(models, `${card.name}.json`));
    await cp(file, join(models, card.weights.file));
  }
}
