import { type Figure, type Measured, table } from "@likeness/bench";
import type { Browser } from "playwright";
import { decodePicture } from "@likeness/sdk/face/node";
import sharp from "sharp";
import { faceSets, type FaceSet } from "../../models/src/measure/face-set.ts";
import { hasTestData, testData } from "../../models/src/measure/test-data.ts";
import {
  acquired,
  equalErrorRate,
  errorCurve,
  subjectScores,
  subjectsBootstrap,
  trueAcceptRate,
  weightsOf,
  type ErrorCurve,
  type SubjectScores,
} from "../../models/src/metrics/index.ts";
import { faceApi, faceApiTiny, human, humanUpright, ours, oursOnnxruntime, type Contender } from "./contenders.ts";
import { openPage } from "./open-page.ts";
import { seeded } from "../src/core/seeded.fixture.ts";
import type { Site } from "./serve.ts";

/**
 * The parts of a picture's sides that are added around it, in grey. The sets' faces fill their pictures, as no
 * camera's do and some detectors cannot take; with room around them every library shows what it can.
 */
const borders = [0, 0.5];

/**
 * All pairs of pictures of people, each through the whole of a library in the same browser, compared as the library
 * itself compares. A picture in which it finds no face is a miss in every mated pair.
 */
export async function measureAccuracy(browser: Browser, site: Site): Promise<Measured> {
  if (!(await hasTestData())) throw new Error(`accuracy needs the face sets of LIKENESS_TEST_DATA, and ${testData} is not there`);
  const sets = (await faceSets()).filter(({ name }) => name === "att-orl" || name === "johns");
  const figures: Figure[] = [];
  const rows: string[][] = [];
  for (const { set, border, about } of conditions(sets)) {
    await publish(set, border, site);
    let mine: ReturnType<typeof errorRates> | undefined;
    for (const contender of [ours, oursOnnxruntime, human, humanUpright, faceApi, faceApiTiny]) {
      const { scores, failed } = await compareAll(browser, site, contender, set);
      const all = errorRates(errorCurve(scores));
      const found = errorRates(errorCurve(acquired(scores)));
      const interval = subjectsBootstrap(
        scores.subjects,
        (drawn) => errorRates(errorCurve(scores, weightsOf(scores, drawn))),
        { rounds: 400, random: seeded(1) },
      );
      const name = (figure: string) => `${figure}, ${about}: ${contender.name}`;
      const whose = contender === ours ? {} : { peer: contender.name };
      if (contender === ours) mine = all;
      const than = contender === ours ? {} : { met: mine!.eer <= all.eer && mine!.tar >= all.tar };
      figures.push(
        { name: name("failures to acquire"), value: failed, unit: `of ${set.pictures.length} pictures`, ...whose },
        { name: name("EER, 95 %"), value: all.eer, unit: "rate", interval: interval.eer, ...whose, ...than },
        { name: name("TAR at FAR 1e-3, 95 %"), value: all.tar, unit: "rate", interval: interval.tar, ...whose, ...than },
        { name: name("EER of what was acquired"), value: found.eer, unit: "rate", ...whose },
        { name: name("TAR at FAR 1e-3 of what was acquired"), value: found.tar, unit: "rate", ...whose },
      );
      rows.push([
        about,
        contender.name,
        `${failed} of ${set.pictures.length}`,
        `${scores.mated.length} + ${scores.nonMated.length}`,
        `${percent(all.eer)} (${interval.eer.map(percent).join("–")})`,
        `${percent(all.tar)} (${interval.tar.map(percent).join("–")})`,
        percent(found.eer),
        percent(found.tar),
      ]);
    }
  }
  const head = ["set", "library", "no face", "pairs", "EER %", "TAR % at FAR 1e-3", "acquired: EER", "TAR"];
  return { name: "accuracy", figures, tables: [table(head, rows)] };
}

function errorRates(curve: ErrorCurve) {
  return { eer: equalErrorRate(curve), tar: trueAcceptRate(curve, 1e-3) };
}

interface Condition {
  readonly set: FaceSet;
  readonly border: number;
  readonly about: string;
}

function conditions(sets: readonly FaceSet[]): Condition[] {
  return sets.flatMap((set) =>
    borders.map((border) => ({ set, border, about: border > 0 ? `${set.name} with a border` : set.name })),
  );
}

/** As PNG, because browsers do not show every format. */
async function publish({ pictures }: FaceSet, border: number, site: Site): Promise<void> {
  site.pictures.clear();
  for (const [i, { file }] of pictures.entries()) {
    const { width, height, data } = await decodePicture(file);
    const [x, y] = [Math.round(border * width), Math.round(border * height)];
    const png = await sharp(data, { raw: { width, height, channels: 4 } })
      .extend({ left: x, right: x, top: y, bottom: y, background: "#808080" })
      .png()
      .toBuffer();
    site.pictures.set(`${i}.png`, png);
  }
}

async function compareAll(
  browser: Browser,
  site: Site,
  contender: Contender,
  { pictures }: FaceSet,
): Promise<{ scores: SubjectScores; failed: number }> {
  const page = await openPage(browser, site, contender, 1);
  try {
    const vectors: (readonly number[] | undefined)[] = [];
    for (let i = 0; i < pictures.length; i++) {
      vectors.push((await page.evaluate((url) => bench.embed(url), `/pictures/${i}.png`)).vector);
    }
    const found = vectors.filter((vector) => vector !== undefined);
    const scores = (await page.evaluate((vectors) => bench.compareAll(vectors), found)).values();
    return {
      scores: subjectScores(
        pictures.map(({ person }) => person),
        // Asked for in the order in which the page compared: every picture with those before it.
        (i, j) => (vectors[i] && vectors[j] ? scores.next().value! : -Infinity),
      ),
      failed: vectors.length - found.length,
    };
  } finally {
    await page.context().close();
  }
}

function percent(rate: number): string {
  return (100 * rate).toFixed(2);
}
