import { basename } from "node:path";
import { Problem, type Picture, type Point } from "@likeness/sdk/core";
import { decodePicture, type Analysis, type Face, type FaceEmbedder } from "@likeness/sdk/face/node";
import { reshoot, reshootings } from "./reshoot.ts";
import type { Person, Shot } from "./shot.ts";

/** Every face of every picture, as a person each: enrolled as it is there, recognised when shot again. */
export async function peopleInGroups(files: readonly string[], embedder: FaceEmbedder): Promise<Person[]> {
  const people: Person[] = [];
  for (const file of files) {
    const picture = await decodePicture(file);
    const analysis = await embedder.analyze(picture);
    const fromLeft = analysis.faces.toSorted((a, b) => a.box.x - b.box.x);
    fromLeft.forEach((face, i) => {
      const subject = `${basename(file).replace(/\.\w+$/, "")}-${i + 1}`;
      people.push(personOf(`${basename(file)}, face ${i + 1}`, subject, { picture, analysis, face }, embedder));
    });
  }
  return people;
}

/** A face where it was found. */
export interface Found {
  readonly picture: Picture;
  readonly analysis: Analysis;
  readonly face: Face;
}

function personOf(name: string, subject: string, found: Found, embedder: FaceEmbedder): Person {
  const share = found.analysis.faces.length;
  const timings = {
    // One look at the picture found all of its faces.
    detect: found.analysis.timings.detect / share,
    align: found.analysis.timings.align / share,
    embed: found.analysis.timings.embed / share,
  };
  const asItIs: Shot = { label: "as in the picture", look: async () => ({ face: found.face, timings }) };
  return { name, subject, candidates: [asItIs], probes: () => shotAgain(found, embedder) };
}

/** The face's other views, made from the picture it is in. */
export function shotAgain({ picture, face }: Found, embedder: FaceEmbedder): Shot[] {
  return reshootings.map((how) => ({
    label: how.label,
    look: async () => {
      const again = await decodePicture(await reshoot(picture, face.box, how));
      const { faces, timings } = await embedder.analyze(again);
      // A neighbour may reach into the portrait; who it is of is in the middle.
      const middle = { x: again.width / 2, y: again.height / 2 };
      const [nearest] = faces.toSorted((a, b) => distance(middleOf(a), middle) - distance(middleOf(b), middle));
      if (!nearest) throw new Problem("no_face");
      return { face: nearest, timings };
    },
  }));
}

function middleOf({ box }: Face): Point {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
