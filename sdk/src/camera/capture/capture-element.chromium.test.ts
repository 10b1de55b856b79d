import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { Problem } from "../../core/index.ts";
import { filmed, thereAndBack } from "../../face/liveness/filmed.fixture.ts";
import { livenessChallenge, type Analysis, type LivenessAction } from "../../face/index.ts";
import type { BrowserLikeness } from "../../likeness/browser-likeness.ts";
import { analysisOf, seenFace } from "../../likeness/seen.fixture.ts";
import { canvasCamera, seeing } from "../canvas-camera.fixture.ts";
import { defineCapture } from "./capture-element.ts";
import { mount, pictureFile } from "./mounted.fixture.ts";

let camera: ReturnType<typeof canvasCamera>;
beforeEach(() => {
  camera = canvasCamera();
});
afterEach(() => {
  document.body.replaceChildren();
  document.documentElement.lang = "en";
  vi.restoreAllMocks();
});

const until = (expectation: () => unknown) => vi.waitFor(expectation, { timeout: 15_000, interval: 20 });
const nobody = seeing(() => analysisOf());
const dark = analysisOf(seenFace({ brightness: 10 }));
const good = () => analysisOf(seenFace());

describe("with the camera", () => {
  test("it guides, and takes the picture by itself", async () => {
    let seen = dark;
    const { element, root, told, status, buttons, heard, isAccessible } = mount({ likeness: seeing(() => seen) });
    expect(buttons()).toEqual(["start", "file"]);
    await isAccessible();
    await element.start();
    expect(buttons()).toEqual(["file", "cancel"]);
    await until(() => expect(status()).toBe("More light, please"));
    await isAccessible();
    expect(camera.isOn()).toBe(true);
    expect(heard("capture")).toEqual([]);
    seen = good();
    await until(() => expect(heard("capture")).toMatchObject([{ face: seen.faces[0], analysis: seen }]));
    expect(told.at(-1)).toHaveProperty("capture");
    expect(heard("guidance")).toEqual([{ guidance: "more_light" }, { guidance: "good" }]);
    expect(camera.isOn()).toBe(false);
    expect(status()).toBe("The picture is taken.");
    expect(buttons()).toEqual(["again"]);
    expect(root.querySelector("canvas")).toMatchObject({ width: 320, height: 240, hidden: false });
    await isAccessible();
  });

  test("with `manual`, it is taken when the person says so, and only if it is good", async () => {
    let seen = dark;
    const { element, status, buttons, press, heard } = mount({ likeness: seeing(() => seen), manual: true });
    expect(element.take()).toBe(false);
    await element.start();
    expect(buttons()).toEqual(["take", "file", "cancel"]);
    await until(() => expect(heard("guidance")).toHaveLength(1));
    press("take");
    expect(status()).toBe("More light, please");
    expect(heard("capture")).toEqual([]);
    seen = good();
    await until(() => expect(status()).toBe("Good, hold still"));
    expect(heard("capture")).toEqual([]);
    press("take");
    expect(heard("capture")).toMatchObject([{ face: seen.faces[0] }]);
  });

  test("the limits are those of the use, and those given", async () => {
    const likeness = seeing(() => analysisOf(seenFace({ eyeOpenness: 0.3 })));
    const { element, heard } = mount({ likeness, use: "verify", limits: { eyeOpenness: 0.2 }, sameFrom: 0.4 });
    await element.start();
    await until(() => expect(heard("capture")).toHaveLength(1));
    expect(likeness.frames.mock.calls[0]?.[1]).toMatchObject({
      use: "verify",
      limits: { eyeOpenness: 0.2 },
      sameFrom: 0.4,
    });
  });

  test("another one can be taken, and the one before is not kept", async () => {
    const { element, root, press, heard, status } = mount({ likeness: seeing(good) });
    await element.start();
    await until(() => expect(heard("capture")).toHaveLength(1));
    press("again");
    expect(status()).toBe("The camera is starting …");
    expect(root.querySelector("canvas")).toMatchObject({ width: 0, hidden: true });
    await until(() => expect(heard("capture")).toHaveLength(2));
    element.reset();
    expect(root.querySelector("canvas")).toMatchObject({ width: 0, hidden: true });
  });

  test("a camera that is denied is said at once, and the file is left", async () => {
    camera.fail("NotAllowedError");
    const { element, alert, status, buttons, heard, isAccessible } = mount({ likeness: nobody });
    await element.start();
    expect(heard("problem")).toMatchObject([{ code: "camera_denied" }]);
    expect(alert()).toMatch(/^The camera may not be used/);
    expect(status()).toBe("");
    expect(buttons()).toEqual(["start", "file"]);
    await isAccessible();
    camera.fail(undefined);
    void element.start();
    expect(alert()).toBe("");
  });

  test("a camera that is unplugged is a problem", async () => {
    const { element, alert, heard, buttons } = mount({ likeness: nobody });
    await element.start();
    camera.unplug();
    await until(() => expect(heard("problem")).toMatchObject([{ code: "camera_unavailable" }]));
    expect(alert()).toBe("The camera was stopped.");
    expect(buttons()).toEqual(["start", "file"]);
  });

  test("cancelling stops it, quietly", async () => {
    const { element, told, press, status, buttons } = mount({ likeness: nobody });
    await element.start();
    press("cancel");
    expect(told.filter((one) => !("guidance" in one))).toEqual([{ cancel: null }]);
    expect(camera.isOn()).toBe(false);
    expect([status(), buttons()]).toEqual(["", ["start", "file"]]);
  });

  test("cancelled while the person is asked, it does not begin", async () => {
    const { element, told, press } = mount({ likeness: nobody });
    const starting = element.start();
    press("cancel");
    await starting;
    await until(() => expect(camera.ask).toHaveBeenCalled());
    await until(() => expect(camera.isOn()).toBe(false));
    expect(told).toEqual([{ cancel: null }]);
  });

  test("taken out of the page, its camera is off", async () => {
    const { element, told } = mount({ likeness: nobody });
    await element.start();
    element.remove();
    expect(camera.isOn()).toBe(false);
    expect(told.filter((one) => !("guidance" in one))).toEqual([]);
  });
});

describe("the likeness", () => {
  test("may come later, and be a promise", async () => {
    const { element, heard } = mount();
    const starting = element.start();
    await until(() => expect(camera.isOn()).toBe(true));
    element.likeness = Promise.resolve(seeing(good));
    await starting;
    await until(() => expect(heard("capture")).toHaveLength(1));
  });

  test("that fails to load is a problem, and the camera off", async () => {
    const likeness = Promise.reject<BrowserLikeness>(new Problem("model_unavailable"));
    const { element, heard, alert } = mount({ likeness });
    await element.start();
    expect(heard("problem")).toMatchObject([{ code: "model_unavailable" }]);
    expect(alert()).toBe("This did not work. Please try again.");
    expect(camera.isOn()).toBe(false);
  });

  test("that breaks is a problem too", async () => {
    const likeness = seeing(() => {
      throw new Error("a bug");
    });
    const { element, heard } = mount({ likeness });
    await element.start();
    await until(() => expect(heard("problem")).toMatchObject([{ code: "internal", cause: { message: "a bug" } }]));
  });
});

describe("a file", () => {
  test("of a good face is taken", async () => {
    const likeness = seeing(good);
    const { choose, heard, root, buttons, isAccessible } = mount({ likeness });
    const file = await pictureFile();
    choose(file);
    await until(() => expect(heard("capture")).toMatchObject([{ face: { score: 1 }, analysis: { width: 640 } }]));
    expect(likeness.analyze.mock.calls[0]?.[0]).toBe(file);
    expect(root.querySelector("canvas")).toMatchObject({ width: 64, height: 48, hidden: false });
    expect(buttons()).toEqual(["again"]);
    await isAccessible();
  });

  test.each<[string, Analysis, string]>([
    ["poor_quality", dark, "More light, please"],
    ["no_face", analysisOf(), "No face was found in this picture."],
    ["several_faces", analysisOf(seenFace(), seenFace()), "Only one person, please"],
  ])("with %s says what to do", async (code, analysis, words) => {
    const { choose, heard, alert } = mount({ likeness: seeing(() => analysis) });
    choose(await pictureFile());
    await until(() => expect(heard("problem")).toMatchObject([{ code }]));
    expect(alert()).toBe(words);
    expect(heard("capture")).toEqual([]);
  });

  test("is held to its use", async () => {
    const { choose, heard } = mount({ likeness: seeing(() => analysisOf(seenFace({ eyeOpenness: 0.3 }))), use: "identify" });
    choose(await pictureFile());
    await until(() => expect(heard("capture")).toHaveLength(1));
  });

  test("that is chosen instead of the camera turns it off", async () => {
    const { element, choose, heard } = mount({ likeness: seeing((at) => (at === 0 ? good() : analysisOf())) });
    await element.start();
    choose(await pictureFile());
    expect(camera.isOn()).toBe(false);
    await until(() => expect(heard("capture")).toHaveLength(1));
  });
});

describe("by keyboard alone", () => {
  const focused = () => {
    const inside = document.activeElement?.shadowRoot?.activeElement;
    return (inside as HTMLElement | null)?.dataset["do"] ?? inside?.className ?? document.activeElement?.tagName;
  };

  test("every button is reached, and no focus is lost", async () => {
    const { root, heard, status } = mount({ likeness: seeing(good), manual: true });
    await userEvent.keyboard("{Tab}");
    expect(focused()).toBe("start");
    expect(getComputedStyle(root.activeElement!).outlineStyle).toBe("solid");
    await userEvent.keyboard("{Enter}");
    // The button is gone: its group has the focus, and nothing else is pressed by mistake.
    expect(focused()).toBe("capture");
    await until(() => expect(status()).toBe("Good, hold still"));
    const order = [];
    for (let tab = 0; tab < 3; tab++) {
      await userEvent.keyboard("{Tab}");
      order.push(focused());
    }
    expect(order).toEqual(["take", "file", "cancel"]);
    await userEvent.keyboard("{Shift>}{Tab}{Tab}{/Shift}{Enter}");
    expect(heard("capture")).toHaveLength(1);
    expect(focused()).toBe("capture");
    await userEvent.keyboard("{Tab}");
    expect(focused()).toBe("again");
  });
});

describe("words", () => {
  const start = (root: ShadowRoot) => root.querySelector("[data-do=start]")!.textContent;

  test("are of the element's language, else of what it lies in, through shadow roots too", () => {
    document.documentElement.lang = "fr";
    const { element, root } = mount();
    expect(start(root)).toBe("Démarrer la caméra");
    element.lang = "de-AT";
    expect([start(root), root.querySelector<HTMLElement>(".capture")!.lang]).toEqual(["Kamera starten", "de"]);
    const host = Object.assign(document.createElement("div"), { lang: "es" });
    document.body.append(host);
    expect(start(mount({}, host.attachShadow({ mode: "open" })).root)).toBe("Iniciar la cámara");
  });

  test("of no language that there is are English, and say so", () => {
    document.documentElement.lang = "ja";
    const { root } = mount();
    expect([start(root), root.querySelector<HTMLElement>(".capture")!.lang]).toEqual(["Start the camera", "en"]);
  });

  test("can be changed", () => {
    document.documentElement.lang = "ja";
    const { root } = mount({ words: { start: "カメラを起動" } });
    expect([start(root), root.querySelector<HTMLElement>(".capture")!.lang]).toEqual(["カメラを起動", "ja"]);
  });
});

describe("with a nonce", () => {
  const nonce = Uint8Array.from({ length: 16 }, (_, i) => i);
  const held: Record<LivenessAction, (part: number) => object> = {
    turn_left: (part) => ({ yaw: 30 * part }),
    turn_right: (part) => ({ yaw: -30 * part }),
    look_up: (part) => ({ pitch: 20 * part }),
    blink: (part) => ({ eyes: Math.min(1, 5 * (1 - part)) }),
  };

  /** A second held straight, then two for each thing that is done. */
  function acting(steps: readonly LivenessAction[]) {
    return seeing((at) => {
      const [seconds, step] = [at / 1000, Math.floor((at / 1000 - 1) / 2)];
      const action = seconds < 1 ? undefined : steps[step];
      const { box, landmarks, quality } = filmed(action ? held[action](thereAndBack((seconds - 1) % 2)) : {});
      return analysisOf({ ...seenFace(quality, box), landmarks });
    });
  }

  test("what is asked must be done, and is said", async () => {
    const steps = await livenessChallenge(nonce);
    const { element, heard, buttons, status } = mount({ likeness: acting(steps), livenessNonce: nonce });
    expect(buttons()).toEqual(["start"]);
    const said = new Set<string>();
    element.addEventListener("guidance", () => said.add(status()));
    await element.start();
    await until(() => expect(heard("capture")).toMatchObject([{ liveness: { liveness: "client-claimed", steps } }]));
    const asked = (heard("guidance") as { liveness?: { state: string; action?: string } }[]).flatMap(({ liveness }) =>
      liveness?.state === "act" ? [liveness.action] : [],
    );
    // Eyes that blink are guided too, and so one step may be told more than once.
    expect(asked.filter((action, i) => action !== asked[i - 1])).toEqual(steps);
    const words = { turn_left: /your left/, turn_right: /your right/, look_up: /up/, blink: /Blink/ };
    for (const step of steps) expect([...said].join()).toMatch(words[step]);
  });

  test("who does something else is told so", async () => {
    const [first] = await livenessChallenge(nonce);
    const other = first === "turn_left" ? "turn_right" : "turn_left";
    const { element, heard, alert, buttons } = mount({ likeness: acting([other]), livenessNonce: nonce });
    await element.start();
    await until(() => expect(heard("problem")).toMatchObject([{ code: "liveness_failed", reasons: ["wrong_step"] }]));
    expect(alert()).toBe("That was not what was asked for. Please try again.");
    expect(buttons()).toEqual(["start"]);
    expect(camera.isOn()).toBe(false);
  });

  test("nobody takes a picture before", async () => {
    const { element, heard } = mount({ likeness: seeing(good), livenessNonce: nonce, manual: true });
    await element.start();
    await until(() => expect(heard("guidance")).not.toEqual([]));
    expect(element.take()).toBe(false);
    expect(heard("capture")).toEqual([]);
  });
});

test("what was set before the element is known is kept", () => {
  const likeness = seeing(good);
  const early = Object.assign(document.createElement("capture-early"), { likeness, manual: true, sameFrom: 0.3 });
  document.body.append(early);
  defineCapture("capture-early");
  expect(early).toMatchObject({ likeness, manual: true, sameFrom: 0.3 });
  expect(early.hasAttribute("manual")).toBe(true);
});
