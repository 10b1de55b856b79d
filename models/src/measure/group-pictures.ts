import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Box, Point } from "@likeness/sdk/core";
import { testData } from "./test-data.ts";

/** A picture with all of its faces marked. */
export interface GroupPicture {
  readonly file: string;
  readonly faces: readonly MarkedFace[];
}

export interface MarkedFace {
  readonly box: Box;
  /** 68 points, numbered as by iBUG 300-W; in pixels. */
  readonly landmarks: readonly Point[];
}

/** The group pictures that dlib's examples come with, from its imglab XML; each once. */
export async function groupPictures(): Promise<GroupPicture[]> {
  const folder = path.join(testData, "dlib-johns/faces");
  const pictures = new Map<string, GroupPicture>();
  for (const list of ["training_with_face_landmarks.xml", "testing_with_face_landmarks.xml"]) {
    const xml = await readFile(path.join(folder, list), "utf8");
    for (const [, name, content] of xml.matchAll(/<image file='([^']+)'[^>]*>(.*?)<\/image>/gs)) {
      const faces = Array.from(content!.matchAll(/<box ([^>]*)>(.*?)<\/box>/gs), ([, box, parts]) => ({
        box: boxOf(box!),
        landmarks: landmarksOf(parts!),
      }));
      pictures.set(name!, { file: path.join(folder, name!), faces });
    }
  }
  return [...pictures.values()];
}

function boxOf(attributes: string): Box {
  const read = (name: string) => Number(new RegExp(`\\b${name}='(-?\\d+)'`).exec(attributes)?.[1]);
  return { x: read("left"), y: read("top"), width: read("width"), height: read("height") };
}

function landmarksOf(parts: string): Point[] {
  const points: Point[] = [];
  for (const [, name, x, y] of parts.matchAll(/<part name='(\d+)' x='(-?\d+)' y='(-?\d+)'/g)) {
    points[Number(name)] = { x: Number(x), y: Number(y) };
  }
  return points;
}
