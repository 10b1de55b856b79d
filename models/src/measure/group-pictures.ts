import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Box } from "@likeness/sdk/core";
import { testData } from "./test-data.ts";

/** A picture with all of its faces marked. */
export interface GroupPicture {
  readonly file: string;
  readonly boxes: readonly Box[];
}

/** The group pictures that dlib's examples come with, from its imglab XML; each once. */
export async function groupPictures(): Promise<GroupPicture[]> {
  const folder = path.join(testData, "dlib-johns/faces");
  const pictures = new Map<string, GroupPicture>();
  for (const list of ["training.xml", "testing.xml"]) {
    const xml = await readFile(path.join(folder, list), "utf8");
    for (const [, name, content] of xml.matchAll(/<image file='([^']+)'[^>]*>(.*?)<\/image>/gs)) {
      const boxes = Array.from(content!.matchAll(/<box ([^>]*)>/g), ([, attributes]) => boxOf(attributes!));
      pictures.set(name!, { file: path.join(folder, name!), boxes });
    }
  }
  return [...pictures.values()];
}

function boxOf(attributes: string): Box {
  const read = (name: string) => Number(new RegExp(`\\b${name}='(-?\\d+)'`).exec(attributes)?.[1]);
  return { x: read("left"), y: read("top"), width: read("width"), height: read("height") };
}
