import { basename } from "node:path";
import getPort, { portNumbers } from "get-port";
import { createClient } from "@likeness/sdk/client";
import type { FaceEmbedder } from "@likeness/sdk/face/node";
import { defaultEmbedder } from "./embedder.ts";
import { facesOfPicture } from "./faces-of-picture.ts";
import { runJob } from "./job.ts";
import { readOptions, usage, type Options } from "./options.ts";
import { buildPage, servePage } from "./page.ts";
import { peopleInPhotos } from "./photos.ts";
import { groupPictures } from "./places.ts";
import { createProgress } from "./progress.ts";
import { report } from "./report.ts";
import type { Person } from "./shot.ts";
import { startServices, type Services } from "./services.ts";

/** Everything `npm start` does once it is set up. Ends when `stopped` does. */
async function main(options: Options, stopped: AbortSignal): Promise<void> {
  const port = await getPort({ port: portNumbers(8080, 8180), host: "127.0.0.1" });
  const origin = `http://localhost:${port}`;
  console.log("starting the server and the edge worker …");
  const services = await startServices({ origin, signal: stopped });
  try {
    console.log(`server ${services.server} (Faiss), edge worker ${services.edge}`);
    await Promise.race([mainJob(options, services, stopped), services.failed]);
    if (options.once) return;
    await buildPage();
    const page = await servePage({ port, endpoint: services.edge, key: services.key, pageKey: services.pageKey });
    console.log(`\nthe demo page is at ${origin} — Ctrl-C ends it`);
    await Promise.race([ended(stopped), services.failed]);
    await page.close();
  } finally {
    await services.stop();
  }
}

async function mainJob({ photos }: Options, { edge, key }: Services, signal: AbortSignal): Promise<void> {
  const embedder = await defaultEmbedder();
  const progress = createProgress();
  progress.step("looking at the pictures");
  const people = photos ? await peopleInPhotos(photos, embedder) : await peopleInGroups(embedder);
  progress.done();
  console.log(
    photos
      ? `\n${people.length} people in ${photos}: one picture of each is enrolled, the others are recognised; ` +
          "whoever has one picture only is shot again (rescaled, blurred, turned, re-lit, recompressed)."
      : `\nThe ${people.length} faces of six group pictures: each is enrolled as it is there, and recognised when ` +
          "shot again (rescaled, blurred, turned, re-lit, recompressed).",
  );
  const result = await runJob(people, {
    client: createClient({ endpoint: edge, key }),
    // Its own for each run: what a run that was cut short has left cannot mix in.
    collection: `job-${Date.now().toString(36)}`,
    onStep: progress.step,
    signal,
  });
  progress.done();
  await embedder.close();
  console.log(`\n${report(result)}`);
  if (result.enrolled.length === 0) throw new Error("nobody could be enrolled");
}

async function peopleInGroups(embedder: FaceEmbedder): Promise<Person[]> {
  const people: Person[] = [];
  for (const file of groupPictures) people.push(...(await facesOfPicture(file, basename(file, ".jpg"), embedder)));
  return people;
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort(signal));

try {
  await main(await readOptions(process.argv.slice(2)), stop.signal);
} catch (error) {
  if (stop.signal.aborted) {
    // As a shell has it for what Ctrl-C has ended.
    process.exitCode = 130;
  } else {
    console.error(`\n${(error as Error).message}`);
    if ((error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS")) console.error(usage);
    process.exitCode = 1;
  }
}
// A picture may still be looked at when a signal comes: nothing is left to wait for.
process.exit();
