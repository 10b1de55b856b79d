import { readdir } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { decodePicture, theOneFace, type FaceEmbedder } from "@likeness/sdk/face/node";
import { shotAgain } from "./group.ts";
import { reshootings } from "./reshoot.ts";
import type { Look, Person, Shot } from "./shot.ts";
import { subjectId } from "../page/src/subject-id.ts";

const isPicture = (file: string) => /\.(jpe?g|png|webp|avif|gif|tiff?|pgm|ppm|heic|heif|bmp)$/i.test(file);

/** The people in a folder: one folder each, or told apart by their files' names. */
export async function peopleInPhotos(directory: string, embedder: FaceEmbedder): Promise<Person[]> {
  const files = (await readdir(directory, { recursive: true }))
    .filter(isPicture)
    .toSorted(new Intl.Collator("en", { numeric: true }).compare);
  if (files.length === 0) throw new Error(`no pictures in ${directory}`);
  const byName = Map.groupBy(files, personOf);
  return Promise.all(
    Array.from(byName, async ([name, own]) => {
      const shots = own.map((file) => shotOf(join(directory, file), basename(file), embedder));
      return {
        name,
        subject: (await subjectId(name))!,
        candidates: shots,
        probes: (enrolled: Shot) => {
          const others = shots.filter((shot) => shot !== enrolled);
          return others.length > 0 ? others : lonely(join(directory, own[0]!), embedder);
        },
      };
    }),
  );
}

/** `Ada Lovelace/portrait.jpg` and `Ada Lovelace_2.jpg` both show Ada Lovelace; `IMG_0012.jpg` shows itself. */
export function personOf(file: string): string {
  const folder = dirname(file);
  if (folder !== ".") return relative(".", folder).split(sep).join("/");
  const whole = file.replace(/\.\w+$/, "");
  const name = whole.replace(/[\s_.-]*\(?\d+\)?$/, "");
  return /^(img|dsc|dscn|dscf|pxl|p|photo|image|picture|pic|screenshot|face|sample|scan)?[\s_.-]*\d*$/i.test(name)
    ? whole
    : name;
}

function shotOf(file: string, label: string, embedder: FaceEmbedder): Shot {
  // Looked at once, however often it is asked for: as a candidate, and as a probe.
  let look: Promise<Look> | undefined;
  return { label, look: () => (look ??= lookAt(file, embedder)) };
}

async function lookAt(file: string, embedder: FaceEmbedder): Promise<Look> {
  const analysis = await embedder.analyze(await decodePicture(file));
  return { face: theOneFace(analysis), timings: analysis.timings };
}

/** Somebody of whom there is one picture only: it is shot again. */
function lonely(file: string, embedder: FaceEmbedder): Shot[] {
  const views = (async () => {
    const picture = await decodePicture(file);
    const analysis = await embedder.analyze(picture);
    return shotAgain({ picture, analysis, face: theOneFace(analysis) }, embedder);
  })();
  views.catch(() => {}); // whoever looks is told
  return reshootings.map(({ label }, i) => ({ label, look: async () => (await views)[i]!.look() }));
}
