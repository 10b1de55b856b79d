import { Problem, type Picture, type Point } from "@likeness/sdk/core";
import { decodePicture, type Face, type FaceEmbedder } from "@likeness/sdk/face/node";
import { readPicture } from "./read-picture.ts";
import { reshoot, reshootings } from "./reshoot.ts";
import type { Person, Shot } from "./shot.ts";

/**
 * Every face of a picture, as a person each: enrolled as it is there, recognised when shot again. A picture that
 * nobody can be found in is somebody too, who then is not enrolled: it is not passed over in silence.
 */
export async function facesOfPicture(file: string, name: string, embedder: FaceEmbedder): Promise<Person[]> {
  try {
    const picture = await readPicture(file);
    const { faces, timings } = await embedder.analyze(picture);
    if (faces.length === 0) throw new Problem("no_face");
    // One look at the picture found all of its faces.
    const share = {
      detect: timings.detect / faces.length,
      align: timings.align / faces.length,
      embed: timings.embed / faces.length,
    };
    return faces
      .toSorted((a, b) => a.box.x - b.box.x)
      .map((face, i) => ({
        name: faces.length > 1 ? `${name}, face ${i + 1}` : name,
        candidates: [{ label: "as it is", look: async () => ({ face, timings: share }) }],
        probes: () => shotAgain(picture, face, embedder),
      }));
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return [{ name, candidates: [{ label: "as it is", look: () => Promise.reject(problem) }], probes: () => [] }];
  }
}

/** A face's other views, made from the picture it is in. */
export function shotAgain(picture: Picture, face: Face, embedder: FaceEmbedder): Shot[] {
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
