import { overlap, type DetectorCard, type Measurement } from "@likeness/sdk/core";
import { decodePicture, detect, typedArrayPreprocessor, type Session } from "@likeness/sdk/face/node";
import { wilsonInterval } from "../metrics/index.ts";
import type { FaceSet } from "./face-set.ts";
import type { GroupPicture } from "./group-pictures.ts";

/** dlib's marks are squares inside the face, UltraFace's boxes reach from chin to hair: 0.5 would be too much. */
const sameFace = 0.35;

const { prepare } = typedArrayPreprocessor();

/** How many marked faces a detector finds in group pictures, and in how many portraits it finds one face. */
export async function measureDetector(
  session: Session,
  card: DetectorCard,
  groups: readonly GroupPicture[],
  portraits: readonly FaceSet[],
): Promise<Measurement[]> {
  const measurements = [await groupRecall(session, card, groups)];
  for (const set of portraits) measurements.push(await portraitRate(session, card, set));
  return measurements;
}

async function groupRecall(
  session: Session,
  card: DetectorCard,
  groups: readonly GroupPicture[],
): Promise<Measurement> {
  let [faces, found, extra] = [0, 0, 0];
  for (const picture of groups) {
    const { file } = picture;
    const detections = await detect(session, card, prepare(await decodePicture(file)));
    const hit = picture.faces.filter(({ box }) => detections.some((one) => overlap(box, one.box).union >= sameFace));
    faces += picture.faces.length;
    found += hit.length;
    extra += detections.length - hit.length;
  }
  return {
    figure: "faces found in group pictures",
    value: found / faces,
    unit: "of the marked faces",
    interval: wilsonInterval(found, faces),
    data: "dlib's example group pictures, faces of 37 to 109 pixels",
    protocol: `found: a box with intersection over union >= ${sameFace} with the mark; extra: boxes on no mark`,
    counts: { pictures: groups.length, faces, found, extra },
  };
}

async function portraitRate(session: Session, card: DetectorCard, set: FaceSet): Promise<Measurement> {
  let [none, several] = [0, 0];
  for (const { file } of set.pictures) {
    const { length } = await detect(session, card, prepare(await decodePicture(file)));
    if (length === 0) none++;
    if (length > 1) several++;
  }
  const pictures = set.pictures.length;
  return {
    figure: "portraits with one face found",
    value: (pictures - none - several) / pictures,
    unit: "of the pictures",
    interval: wilsonInterval(pictures - none - several, pictures),
    data: set.name,
    protocol: "every picture shows one face",
    counts: { pictures, none, several },
  };
}
