import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Figure, type Measured, table } from "@likeness/bench";
import { climbAll, gainOf, type Gains } from "./attacks/climb.ts";
import { attackWithRestarts, type Comparisons } from "./attacks/restarts.ts";
import { attackSigned } from "./attacks/signed.ts";
import { codesIn } from "./attacks/tally.ts";
import { newCredentials, seeded, startEdge } from "./under-test/index.ts";

/** Attackers, each with another start and another victim. */
const climbers = 10;
const mostGained = 0.05;

/**
 * What an attacker gets who holds everything but a registered key, who holds the key, and who holds both key and a
 * vector that just matches.
 */
export async function measure([given]: readonly string[]): Promise<Measured> {
  const count = given === undefined ? 10_000 : Number(given);
  const credentials = await newCredentials();
  const directory = await mkdtemp(path.join(tmpdir(), "likeness-"));
  try {
    const worker = await startEdge({ credentials, watched: true, directory });
    const { attacks, details, control } = await attackSigned(worker, credentials, count, seeded(1));
    await worker.stop();
    const guessed = await attackWithRestarts(credentials, path.join(directory, "guessed"));
    const figures: Figure[] = attacks.map(({ kind, sent, accepted }) => ({
      name: `${kind}: accepted of ${sent}, at most`,
      value: accepted,
      unit: "requests",
      goal: 0,
      met: accepted === 0 && sent >= count,
    }));
    figures.push({
      name: "right requests in between: accepted",
      value: control.accepted / control.sent,
      unit: "of all",
      goal: 1,
      met: control.accepted === control.sent,
    });
    const gains = await climbAll(climbers);
    figures.push(...figuresOf(guessed), ...gains.map(figureOf));
    const rows = [...attacks, control, ...details].map((tally) => [
      tally.kind,
      tally.sent,
      tally.accepted,
      codesIn(tally),
    ]);
    return {
      name: "edge-attacks",
      figures,
      tables: [table(["attack", "sent", "accepted", "answers"], rows), guesses(guessed), climbing(gains)],
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function figuresOf({
  beforeDelay,
  counted,
  whenDisabled,
  tooEarly,
  afterDisabled,
  isEnabledAgain,
}: Comparisons): Figure[] {
  const figure = (name: string, value: number, goal: number, met = value <= goal): Figure => ({
    name,
    value,
    unit: "comparisons",
    goal,
    met,
  });
  return [
    figure(
      "200 wrong vectors at once, worker killed in between: comparisons before the delay, at most",
      beforeDelay,
      5,
    ),
    figure("the same, as the subject counts them, at most", counted, 5),
    figure("in all when verifying was disabled", whenDisabled, 50, whenDisabled === 50),
    figure("sooner than thirty seconds after another, at most", tooEarly, 0),
    figure("after it was disabled, restarts and a month later, at most", afterDisabled, 0),
    figure("after a secret key has enabled it", Number(isEnabledAgain), 1, isEnabledAgain),
  ];
}

function guesses(guessed: Comparisons): string {
  return table(
    ["guessing with the right key", "comparisons"],
    Object.entries(guessed).map(([name, value]) => [name, String(value)]),
  );
}

function figureOf({ name, days, runs }: Gains): Figure {
  const worst = Math.max(...runs.map(gainOf));
  return {
    name: `${name}, ${days === 1 ? "a day" : `${days} days`}: the most that any of ${runs.length} gained, at most`,
    value: worst,
    unit: "cosine",
    goal: mostGained,
    met: worst < mostGained,
  };
}

function climbing(gains: readonly Gains[]): string {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const rows = gains.map(({ name, days, runs }) => [
    name,
    days,
    mean(runs.map(({ from }) => from)).toFixed(3),
    mean(runs.map(({ to }) => to)).toFixed(4),
    Math.max(...runs.map(gainOf)).toFixed(4),
    mean(runs.map(({ attempts }) => attempts)).toFixed(0),
    mean(runs.map(({ failures }) => failures)).toFixed(0),
  ]);
  return table(["climbing by decisions", "days", "cosine before", "after", "most gained", "attempts", "failed"], rows);
}
