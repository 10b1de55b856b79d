import { expect, test } from "vitest";
import { filmed, thereAndBack } from "../../face/liveness/filmed.fixture.ts";
import type { Face, LivenessProgress, Track } from "../../face/index.ts";
import { createLivenessWatch } from "./liveness-watch.ts";

const nonce = new Uint8Array(16);

/** Plays a second held straight and two of a turn to the left; `who` is there at each moment. */
function play(who: (seconds: number) => number | undefined, seconds = 3): LivenessProgress[] {
  const watch = createLivenessWatch({ nonce, steps: ["turn_left"] });
  return Array.from({ length: seconds * 15 + 1 }, (_, frame) => {
    const at = frame / 15;
    const id = who(at);
    const face = filmed({ yaw: at < 1 ? 0 : 30 * thereAndBack((at - 1) % 2) }) as unknown as Face;
    const track = id === undefined ? undefined : ({ id, face } as Track<Face>);
    return watch.update({ at: at * 1000, track });
  });
}

const failed = (reason: string) => ({ state: "failed", reason });

test("one who does what is asked passes", () => {
  expect(play(() => 1).at(-1)).toMatchObject({ state: "passed", result: { steps: ["turn_left"] } });
});

test("whoever is there may begin while nothing is asked, and begins anew", () => {
  const half = play((at) => (at < 0.4 ? 1 : 2), 1);
  expect(half[5]).toMatchObject({ state: "ready" });
  expect(half[6]).toMatchObject({ state: "ready", done: 0 });
  expect(play((at) => (at < 0.4 ? 1 : 2)).at(-1)).toMatchObject({ state: "passed" });
});

test("somebody else cannot go on", () => {
  expect(play((at) => (at < 1.2 ? 1 : 2)).at(-1)).toEqual(failed("face_lost"));
});

test("nor be taken after the last step", () => {
  const all = play((at) => (at < 3 ? 1 : 2), 4);
  expect(all[3 * 15 - 1]).toMatchObject({ state: "passed" });
  expect(all.at(-1)).toEqual(failed("another_face"));
});

test("a moment out of sight is no end", () => {
  expect(play((at) => (at > 0.7 && at < 1.1 ? undefined : 1)).at(-1)).toMatchObject({ state: "passed" });
});
