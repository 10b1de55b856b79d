import { assertModelId } from "@likeness/sdk/core";
import { log } from "../log.ts";
import { fetchBundle } from "./bundle/fetch-bundle.ts";
import { openBundle } from "./bundle/open-bundle.ts";
import { s3Files } from "./bundle/s3-files.ts";
import { lambdaHandler, type LambdaHandler } from "./handler.ts";
import { readingApp } from "./reading-app.ts";
import { readSettings } from "./settings.ts";

/** From settings to a handler, with everything open that an answer needs. */
export async function startHandler(env: NodeJS.ProcessEnv): Promise<LambdaHandler> {
  const began = performance.now();
  const { place, trusted: given, folder, threads, cards, ...host } = readSettings(env);
  await Promise.all(cards.map(assertModelId));
  const isFetched = place.startsWith("s3://");
  const at = isFetched ? await fetchBundle({ get: s3Files(place, env), folder }) : place;
  // What was fetched was read already, and its digests were right.
  const trusted = isFetched || given;
  const bundle = await openBundle({ folder: at, trusted, threads, now: () => new Date() });
  const app = readingApp({
    ...host,
    bundle,
    cards,
    onFailure: ({ requestId, error }) => log("failure", { requestId, error: String(error) }),
  });
  const { made, indexes } = bundle.manifest;
  const templates = indexes.reduce((sum, one) => sum + one.templates, 0);
  log("begun", { bundle: place, made, templates, trusted, milliseconds: Math.round(performance.now() - began) });
  return lambdaHandler(app);
}
