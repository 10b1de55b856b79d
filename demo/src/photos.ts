import { readdir } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { theOneFace, type FaceEmbedder } from "@likeness/sdk/face/node";
import { facesOfPicture, shotAgain } from "./faces-of-picture.ts";
import { readPicture } from "./read-picture.ts";
import { reshootings } from "./reshoot.ts";
import type { Look, Person, Shot } from "./shot.ts";

const isPicture = (file: string) => /\.(jpe?g|png|webp|avif|gif|tiff?|pgm|ppm|heic|heif|bmp)$/i.test(file);

/**
 * The people in a folder. Pictures in folders of their own show the folder's person; pictures that lie there
 * together show who their names say, or, if a name comes once only, everybody who is seen in it.
 */
export async function peopleInPhotos(directory: string, embedder: FaceEmbedder): Promise<Person[]> {
  // With types, because then links to folders are not followed: one may lead back here.
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory() && isPicture(entry.name))
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .toSorted(new Intl.Collator("en", { numeric: true }).compare);
  if (files.length === 0) throw new Error(`no pictures in ${directory}`);
  const people: Person[] = [];
  for (const [name, own] of Map.groupBy(files, personOf)) {
    const [only] = own;
    if (own.length === 1 && dirname(only!) === ".") {
      people.push(...(await facesOfPicture(join(directory, only!), name, embedder)));
    } else {
      people.push(personInPictures(name, own.map((file) => join(directory, file)), embedder));
    }
  }
  return people;
}

/** `Ada Lovelace/portrait.jpg` and `Ada Lovelace_2.jpg` both show Ada Lovelace; `IMG_0012.jpg` shows itself. */
export function personOf(file: string): string {
  const folder = dirname(file);
  if (folder !== ".") return folder;
  const whole = file.replace(/\.\w+$/, "");
  const name = whole.replace(/[\s_.-]*\(?\d+\)?$/, "");
  // Two different people taken for one would be the worse mistake: what is left must be letters, and no such word.
  return /^[\p{L}\p{M}\s_.'-]+$/u.test(name) && !isMeaningless(name) ? name : whole;
}

const isMeaningless = (name: string) => meaningless.has(name.toLowerCase().replaceAll(/[\s_.-]/g, ""));

/** What cameras, telephones and programs call a picture, and what data sets call anybody. */
const meaningless = new Set(
  (
    "img imge mvimg fbimg mg dsc dscn dscf gopr dji pxl p scan screenshot photo image pic picture sample face " +
    "selfie portrait frame unnamed untitled download received signal whatsappimage copy test train " +
    "s id user person people subject man woman male female"
  ).split(" "),
);

function personInPictures(name: string, files: readonly string[], embedder: FaceEmbedder): Person {
  const shots = files.map((file) => pictureOf(file, embedder));
  return {
    name,
    candidates: shots,
    probes: (enrolled) => {
      const others = shots.filter((shot) => shot !== enrolled);
      return others.length > 0 ? others : lonely(files[0]!, embedder);
    },
  };
}

function pictureOf(file: string, embedder: FaceEmbedder): Shot {
  // Looked at once, however often it is asked for: as a candidate, and as a probe.
  let look: Promise<Look> | undefined;
  const lookOnce = async () => {
    const analysis = await embedder.analyze(await readPicture(file));
    return { face: theOneFace(analysis), timings: analysis.timings };
  };
  return { label: basename(file), look: () => (look ??= lookOnce()) };
}

/** Somebody of whom there is one picture only: it is shot again. */
function lonely(file: string, embedder: FaceEmbedder): Shot[] {
  const views = (async () => {
    const picture = await readPicture(file);
    return shotAgain(picture, theOneFace(await embedder.analyze(picture)), embedder);
  })();
  views.catch(() => {}); // whoever looks is told
  return reshootings.map(({ label }, i) => ({ label, look: async () => (await views)[i]!.look() }));
}
