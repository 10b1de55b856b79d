import { describe, expect, test } from "vitest";
import { gaussian, onBentPaper, onPaper, type Held } from "../quality/projected-face.fixture.ts";
import { livenessActions, type LivenessAction } from "./challenge.ts";
import { filmed, templateOf, thereAndBack } from "./filmed.fixture.ts";
import type { LiveFace } from "./live-face.ts";
import { createLivenessSession, livenessOf, type LivenessOptions, type LivenessProgress } from "./session.ts";

const nonce = Uint8Array.from({ length: 16 }, (_, i) => i);
const begin = (steps: readonly LivenessAction[], options: Partial<LivenessOptions> = {}) =>
  createLivenessSession({ nonce, steps, ...options });

/** What somebody does for an action, 0 to 1 of it. */
const does: Record<LivenessAction, (part: number) => Held> = {
  turn_left: (part) => ({ yaw: 30 * part }),
  turn_right: (part) => ({ yaw: -30 * part }),
  look_up: (part) => ({ pitch: 20 * part }),
  // Lids are quicker than heads.
  blink: (part) => ({ eyes: Math.min(1, 5 * (1 - part)) }),
};

/** Plays a film, seconds to what is seen, until it ends or the session does. */
function play(
  session: ReturnType<typeof begin>,
  film: (seconds: number) => LiveFace | undefined,
  { seconds, rate = 15 }: { seconds: number; rate?: number },
): LivenessProgress[] {
  const shown: LivenessProgress[] = [];
  for (let frame = 0; frame <= seconds * rate; frame++) {
    shown.push(session.update(film(frame / rate), 5000 + (frame * 1000) / rate));
    const { state } = shown.at(-1)!;
    if (state === "passed" || state === "failed") break;
  }
  return shown;
}

/** A second held straight, then two for each of the things that somebody does. */
const acting =
  (did: readonly LivenessAction[], as: (held: Held, seconds: number) => LiveFace = (held) => filmed(held)) =>
  (seconds: number): LiveFace => {
    const [action, part] = [did[Math.floor((seconds - 1) / 2)], seconds < 1 ? 0 : thereAndBack((seconds - 1) % 2)];
    return as(action ? does[action](part) : {}, seconds);
  };

const all = (steps: number) => ({ seconds: 1 + 2 * steps });
const result = (steps: readonly LivenessAction[]) => ({
  state: "passed",
  result: { liveness: "client-claimed", method: "active", nonce: "AAECAwQFBgcICQoLDA0ODw", steps },
});
const failed = (reason: string) => ({ state: "failed", reason });

describe("who does what is asked passes", () => {
  const three: LivenessAction[] = ["look_up", "turn_right", "blink"];

  test.each(livenessActions)("[LIV14] %s", (action) => {
    const last = play(begin([action]), acting([action]), all(1)).at(-1);
    expect(last).toEqual(result([action]));
    expect(livenessOf(last!)).toEqual(result([action]).result);
  });

  test.each([
    { what: "in three steps", rate: 15 },
    { what: "at seven frames a second", rate: 7 },
    { what: "at sixty", rate: 60 },
  ])("$what", ({ rate }) => {
    expect(play(begin(three), acting(three), { ...all(3), rate }).at(-1)).toEqual(result(three));
  });

  test("before a camera that is near and below, with landmarks that are unsure", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const noise = gaussian(0.6, seed);
      const film = acting(three, (held) => filmed({ ...held, pitch: (held.pitch ?? 0) + 8, roll: 6, distance: 9, noise }));
      expect(play(begin(three), film, all(3)).at(-1)).toEqual(result(three));
    }
  });

  test("with templates that differ from frame to frame as one person's do", () => {
    const film = acting(three, (held, seconds) => filmed(held, templateOf(0, seconds)));
    expect(play(begin(three, { sameFrom: 0.9 }), film, all(3)).at(-1)).toEqual(result(three));
  });
});

describe("[LIV4] it begins with a face held straight", () => {
  test("for half a second without a pause, and says how far that is", () => {
    const shown = play(begin(["blink"]), (seconds) => (seconds === 0.2 ? undefined : filmed()), { seconds: 0.9, rate: 20 });
    expect(shown.slice(0, 3).map((progress) => "done" in progress && progress.done)).toEqual([0, 0.1, 0.2]);
    expect(shown.findIndex(({ state }) => state === "act")).toBe(15);
  });

  test.each<Held>([{ yaw: 20 }, { pitch: -32 }, { roll: 30 }])("not while it is %o", (held) => {
    expect(play(begin(["blink"]), () => filmed(held), { seconds: 3 }).at(-1)!.state).toBe("ready");
  });

  test("and not without one", () => {
    expect(play(begin(["blink"]), () => undefined, { seconds: 3 }).at(-1)).toEqual({ state: "ready", done: 0, count: 1 });
  });
});

describe("[LIV5] a step is seen to be done", () => {
  test("in its progress", () => {
    const shown = play(begin(["turn_left"]), acting(["turn_left"]), { seconds: 1.9 });
    const done = shown.flatMap((progress) => (progress.state === "act" ? [progress.done] : []));
    expect(done.filter((part) => part > 0 && part < 1).length).toBeGreaterThan(3);
    expect(shown.at(-1)!.state).toBe("return");
  });

  test("not by a cut from a straight picture to a turned one", () => {
    const film = (seconds: number) => filmed({ yaw: seconds < 1 || seconds % 1 < 0.5 ? 0 : 30 });
    expect(play(begin(["turn_left"]), film, { seconds: 6 }).map(({ state }) => state)).not.toContain("return");
  });

  test("not from the end of it on, where nobody saw its beginning", () => {
    const film = (seconds: number) => filmed({ yaw: seconds < 1 ? 0 : 28 + Math.sin(seconds * 5) * 6 });
    expect(play(begin(["turn_left"]), film, { seconds: 4 }).map(({ state }) => state)).not.toContain("return");
  });
});

test("[LIV6] the next step waits until the face is straight again", () => {
  const film = (seconds: number) => filmed({ yaw: seconds < 1 ? 0 : 30 * Math.min(1, seconds - 1) });
  const shown = play(begin(["turn_left", "blink"]), film, { seconds: 8 });
  expect(shown.at(-1)).toEqual({ state: "return", index: 0, count: 2 });
});

describe("[LIV7] another turn fails", () => {
  test.each([
    ["turn_left", "turn_right"],
    ["turn_right", "turn_left"],
    ["look_up", "turn_left"],
    ["turn_right", "look_up"],
    ["blink", "turn_right"],
  ] as const)("asked to %s, did %s", (asked, did) => {
    expect(play(begin([asked]), acting([did]), all(1)).at(-1)).toEqual(failed("wrong_step"));
  });

  test("but not a turn that raises the head a little", () => {
    const film = acting(["turn_left"], (held) => filmed({ ...held, pitch: (held.yaw ?? 0) * 0.5 }));
    expect(play(begin(["turn_left"]), film, all(1)).at(-1)).toEqual(result(["turn_left"]));
  });

  test("nor a blink while something else is asked", () => {
    expect(play(begin(["turn_left"]), acting(["blink", "turn_left"]), all(2)).at(-1)).toEqual(result(["turn_left"]));
  });
});

describe("[LIV8] time", () => {
  test("is that of the frames, whatever their number", () => {
    for (const rate of [2, 30]) {
      const shown = play(begin(["blink"]), () => undefined, { seconds: 30, rate });
      expect(shown.at(-1)).toEqual(failed("timeout"));
      expect(shown).toHaveLength(20 * rate + 2);
    }
  });

  test("ends a step that is not done", () => {
    const shown = play(begin(["turn_left"]), () => filmed(), { seconds: 30 });
    expect(shown.at(-1)).toEqual(failed("timeout"));
    expect(shown.length / 15).toBeCloseTo(8.5, 0);
  });

  test("does not go back", () => {
    const session = begin(["blink"]);
    session.update(filmed(), 10);
    expect(() => session.update(filmed(), 10)).toThrow(RangeError);
  });
});

describe("[LIV9] a face that is gone", () => {
  test("for longer than a moment fails", () => {
    const film = (seconds: number) => (seconds < 1 ? filmed() : undefined);
    expect(play(begin(["blink"]), film, { seconds: 3 }).at(-1)).toEqual(failed("face_lost"));
  });

  test("for a moment does not", () => {
    const film = acting(["turn_left"]);
    const shown = play(begin(["turn_left"]), (s) => (s > 1 && s < 1.3 ? undefined : film(s)), all(1));
    expect(shown.at(-1)).toEqual(result(["turn_left"]));
  });
});

describe("[LIV10] one person does all of it", () => {
  test("somebody else in the same place fails", () => {
    const film = acting(["turn_left"], (held, s) => filmed(held, templateOf(s < 1.4 ? 0 : 1, s)));
    expect(play(begin(["turn_left"], { sameFrom: 0.9 }), film, all(1)).at(-1)).toEqual(failed("another_face"));
  });

  test("one frame that is unlike is passed over", () => {
    const film = acting(["turn_left"], (held, s) => filmed(held, templateOf(Math.abs(s - 1.4) < 0.03 ? 1 : 0, s)));
    expect(play(begin(["turn_left"], { sameFrom: 0.9 }), film, all(1)).at(-1)).toEqual(result(["turn_left"]));
  });

  test("a face that is suddenly elsewhere fails", () => {
    const film = (s: number) => filmed(s < 1.2 ? {} : { at: { x: 600, y: 200 } });
    expect(play(begin(["turn_left"]), film, all(1)).at(-1)).toEqual(failed("another_face"));
  });
});

describe("[LIV11] a blink", () => {
  const blinking = (part: (seconds: number) => Held) => (s: number) => filmed(s < 1 ? {} : part(s - 1));

  test("is measured by the person's own eyes", () => {
    const narrow = acting(["blink"], (held) => filmed({ ...held, eyes: 0.55 * (held.eyes ?? 1) }));
    expect(play(begin(["blink"]), narrow, all(1)).at(-1)).toEqual(result(["blink"]));
  });

  test("is none where the eyes stay shut, or were only narrowed", () => {
    const states = (film: (s: number) => LiveFace) => play(begin(["blink"]), film, { seconds: 6 }).map(({ state }) => state);
    expect(states(blinking((s) => ({ eyes: s > 0.3 ? 0.1 : 1 })))).not.toContain("return");
    expect(states(blinking((s) => ({ eyes: s > 0.3 && s < 2.5 ? 0.1 : 1 })))).not.toContain("return");
    expect(states(blinking((s) => ({ eyes: s % 1 < 0.5 ? 0.9 : 1 })))).not.toContain("return");
  });

  test("is none while the head is turned", () => {
    const film = blinking((s) => ({ yaw: Math.min(15, s * 30), eyes: s > 1 && s % 1 < 0.3 ? 0.1 : 1 }));
    expect(play(begin(["blink"]), film, { seconds: 5 }).map(({ state }) => state)).not.toContain("return");
  });
});

describe("[LIV12] a flat picture", () => {
  const wave = (seconds: number) => Math.sin(Math.max(0, seconds - 1) * 2);
  const moves: Record<string, (wave: number) => Held> = {
    "moved about": (w) => ({ at: { x: 320 + 80 * w, y: 200 + 40 * w } }),
    "tilted in its plane": (w) => ({ roll: 40 * w }),
    "turned about an upright axis": (w) => ({ yaw: 55 * w }),
    "tilted back and forth": (w) => ({ pitch: 45 * w }),
    "turned and tilted": (w) => ({ yaw: 40 * w, pitch: 30 * w, roll: 20 * w }),
    "brought near": (w) => ({ eyeDistance: 60 + 25 * w, yaw: 20 * w, distance: 5 }),
  };

  describe.each([
    ["from far away", Infinity],
    ["from half a metre, in full perspective", 8],
  ])("%s", (_, distance) => {
    test.each(Object.entries(moves))("%s", (_name, move) => {
      for (const action of livenessActions) {
        // Of landmarks: what tells a shut eye from an open one is steadier than they are alone.
        const noise = gaussian(action === "blink" ? 0.1 : 0.4, 11);
        const film = (s: number) => filmed({ distance, noise, ...move(wave(s)), face: onPaper({ distance: 8 }) });
        const states = play(begin([action]), film, { seconds: 9 }).map(({ state }) => state);
        expect(states, action).not.toContain("return");
        expect(states, action).not.toContain("passed");
      }
    });
  });

  test("of somebody who looks to the side does not even begin", () => {
    const film = (s: number) => filmed({ yaw: 30 * wave(s), face: onPaper({ yaw: 25 }) });
    expect(play(begin(["turn_left"]), film, { seconds: 9 }).every(({ state }) => state === "ready")).toBe(true);
  });

  test("bent about a wide cylinder does not pass either; about one as narrow as a head it would", () => {
    const states = (radius: number) =>
      play(begin(["turn_left"]), (s) => filmed({ yaw: 60 * wave(s), face: onBentPaper(radius) }), { seconds: 9 }).map(({ state }) => state);
    expect(states(3)).not.toContain("return");
    // What SPEC.md says is not caught: here to be seen if it changes.
    expect(states(0.8)).toContain("return");
  });
});

test("[LIV13] what does not lie as a face does counts for nothing", () => {
  const film = acting(["turn_left"], (held, s) => {
    const face = filmed(held);
    return s < 1 ? face : { ...face, quality: { ...face.quality, misfit: 0.2 } };
  });
  expect(play(begin(["turn_left"]), film, { seconds: 5 }).map(({ state }) => state)).not.toContain("return");
});

describe("[LIV14] what is over stays so", () => {
  test("passed", () => {
    const session = begin(["turn_left"]);
    play(session, acting(["turn_left"]), all(1));
    expect(session.update(undefined, 99_999)).toEqual(result(["turn_left"]));
  });

  test("failed, and the reason is a problem's", () => {
    const session = begin(["turn_left"]);
    play(session, acting(["turn_right"]), all(1));
    const last = session.update(filmed(), 99_999);
    expect(last).toEqual(failed("wrong_step"));
    expect(() => livenessOf(last)).toThrow(expect.objectContaining({ code: "liveness_failed", reasons: ["wrong_step"] }));
    expect(() => livenessOf({ state: "ready", done: 0, count: 1 })).toThrow("unfinished");
  });
});
