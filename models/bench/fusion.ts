import { access, readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { Circumstances, Measured } from "@likeness/bench";
import { decisionThreshold, type EmbedderCard } from "@likeness/sdk/core";
import { createFaceEmbedder, nodeRuntime } from "@likeness/sdk/face/node";
import { defaultModels } from "../src/default-models.ts";
import { faceSets } from "../src/measure/face-set.ts";
import {
  anyHalf,
  betterHalf,
  compare,
  enrolmentsOf,
  fusions,
  galleryOf,
  keptRate,
  nearest,
  picturesOf,
  probeQuality,
  ratesAt,
  verificationsOf,
  ways,
  type Pictured,
} from "../src/measure/fusion/index.ts";
import { testData } from "../src/measure/test-data.ts";
import { seeded } from "../src/random.ts";
import { figuresOf, markdown, terminal } from "./fusion/report.ts";
import { asked, detRates, type Kept, type Outcome, type OverViews } from "./fusion/outcome.ts";
import { writeMeasured } from "./measured-part.ts";

const [seed, rounds] = [1, 1000];

/** With how many views fusions are compared, and with how many the host's thresholds are held to their promise. */
const [comparedViews, keptViews] = [
  [2, 3, 5],
  [1, 2, 3, 5, 8],
];

/**
 * How a probe is best compared with several views of one subject, whether quality helps, and whether a host's
 * thresholds keep their rates: the protocol is in `docs/fusion.md`, between whose marks the whole run is written.
 * `--shuffles 1` runs a part of it.
 *
 * @throws {Error} where the face sets are missing
 */
export async function measure(args: readonly string[]): Promise<Measured & Pick<Circumstances, "on">> {
  const { values } = parseArgs({ args: [...args], options: { shuffles: { type: "string", default: "20" } } });
  const shuffles = Number(values.shuffles);
  const { orl, johns, others, card } = await pictures();
  const outcome: Outcome = {
    people: [orl, johns].map((set) => new Set(set.map(({ person }) => person)).size) as [number, number],
    pictures: [orl.length, johns.length],
    shuffles,
    rounds,
    overViews: comparedViews.map((views) => overViews(orl, johns, card, views, shuffles)),
    kept: keptViews.map((views) => kept([...orl, ...johns, ...others], card, views, shuffles)),
  };
  const isWhole = shuffles >= 20;
  if (isWhole) await writeMeasured("docs/fusion.md", markdown(outcome));
  const name = isWhole ? "models-fusion" : "models-fusion-part";
  return { name, figures: figuresOf(outcome), tables: terminal(outcome) };
}

async function pictures() {
  await access(testData).catch(() => {
    const hint = "LIKENESS_TEST_DATA names the folder with att-orl and dlib-johns";
    throw new Error(`bench models fusion: ${testData} is missing; ${hint}`);
  });
  const { detector, landmarker, embedder } = await defaultModels();
  const models = {
    detector: { card: detector.card, bytes: await readFile(detector.file) },
    landmarker: { card: landmarker.card, bytes: await readFile(landmarker.file) },
    embedder: { card: embedder.card, bytes: await readFile(embedder.file) },
  };
  const faces = await createFaceEmbedder({ runtime: nodeRuntime(), models });
  try {
    const sets = await faceSets();
    const of = async (name: string) => {
      const seen = await picturesOf(faces, sets.find((set) => set.name === name)!);
      console.log(`${name}: ${seen.length} faces`);
      return seen;
    };
    const [orl, johns, others] = [await of("att-orl"), await of("johns"), await of("knn-examples")];
    return { orl, johns, others, card: embedder.card };
  } finally {
    await faces.close();
  }
}

function overViews(
  orl: readonly Pictured[],
  johns: readonly Pictured[],
  { calibration }: EmbedderCard,
  views: number,
  shuffles: number,
): OverViews {
  const [gallery, others] = [galleryOf(orl), galleryOf(johns)];
  const enrolments = enrolmentsOf(gallery.subjects, views, { shuffles, random: seeded(seed, views) });
  const ofJohns = enrolmentsOf(others.subjects, views, { shuffles, random: seeded(seed, views, 1) });
  const those = fusions.filter(({ least }) => least <= views);
  const scores = those.map((fusion) => verificationsOf(gallery, enrolments, fusion));
  const halves = [anyHalf, betterHalf].map((fusion) => verificationsOf(gallery, enrolments, fusion));
  const [any, better] = compare(halves, asked, { rounds, seed });
  const all = compare(scores, detRates, { rounds, seed });
  return {
    views,
    enrolments: enrolments.length,
    rows: all.map((compared, i) => ({
      name: those[i]!.name,
      compared,
      atCard: asked.map((rate) => ratesAt(scores[i]!, decisionThreshold(calibration, rate, 1).score).fmr),
      johns: asked.map((rate) => {
        const { threshold } = compared.atRates.find((one) => one.rate === rate)!;
        return ratesAt(verificationsOf(others, ofJohns, those[i]!), threshold);
      }),
    })),
    halves: { any: any!, better: better! },
    probes: asked.map((rate) => {
      const { threshold } = all[0]!.atRates.find((one) => one.rate === rate)!;
      return probeQuality(scores[0]!, gallery.qualities, threshold, { parts: 5, rounds, seed });
    }),
  };
}

function kept(pictures: readonly Pictured[], { calibration }: EmbedderCard, views: number, shuffles: number): Kept {
  const galleries = ways.map((way) => galleryOf(pictures, way));
  // One view in turn is every view once: shuffling again would say the same.
  const often = { shuffles: views === 1 ? 1 : shuffles, random: seeded(seed, views) };
  const enrolments = enrolmentsOf(galleries[0]!.subjects, views, often);
  const scores = galleries.map((gallery) => verificationsOf(gallery, enrolments, nearest));
  return { views, rates: asked.map((rate) => keptRate(scores, views, calibration, rate, { rounds, seed })) };
}
