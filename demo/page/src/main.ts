import { asAnswer, createActionButtons } from "./action-buttons.ts";
import { createActions } from "./actions.ts";
import { createAnswerView } from "./answer-view.ts";
import { createBackend } from "./backend.ts";
import { cameraTrouble } from "./camera-trouble.ts";
import { loadConfig } from "./config.ts";
import { element } from "./elements.ts";
import { size } from "./figures.ts";
import { backendInAddress, backends } from "./likeness.ts";
import { createModelsStatus } from "./models-status.ts";
import { createNameField } from "./name-field.ts";
import { createOverlay } from "./overlay.ts";
import { listenForPictures } from "./picture-input.ts";
import { createPresentLikeness } from "./present-likeness.ts";
import { createQualityView } from "./quality-view.ts";
import { createReading } from "./reading.ts";
import { showSamples } from "./samples.ts";
import { chosenFace, emptyScene, faceInUse, faceToSend } from "./scene.ts";
import { createSources } from "./sources.ts";
import { createStage } from "./stage.ts";
import { createStore } from "./store.ts";
import { createTemplateStrip } from "./template-strip.ts";
import { meteredFetch } from "./traffic.ts";
import "./style/index.css";

const scene = createStore(emptyScene);
const stage = createStage(
  element("stage", HTMLElement),
  element("picture", HTMLImageElement),
  element("video", HTMLVideoElement),
);
const overlay = createOverlay(element("drawing", SVGSVGElement), element("faces", HTMLElement), (outline) => {
  if (outline.face !== chosenFace(scene.value)) buttons.forget();
  sources.choose(outline);
});
const reading = createReading({
  found: element("found", HTMLElement),
  verdict: element("verdict", HTMLElement),
  timings: element("timings", HTMLElement),
  rate: element("rate", HTMLElement),
  spoken: element("spoken", HTMLElement),
});
const quality = createQualityView(element("quality", HTMLElement), element("quality-score", HTMLElement));
// On a phone it would stand between the picture and the buttons.
element("quality-details", HTMLDetailsElement).open = matchMedia("(width >= 900px)").matches;
const strip = createTemplateStrip(element("bars", HTMLElement), element("bars-caption", HTMLElement));
const answerView = createAnswerView(element("answer", HTMLElement));
const buttons = createActionButtons(answerView);
const nameField = createNameField(element("name", HTMLInputElement), element("name-hint", HTMLElement));
const note = element("source-note", HTMLElement);
const cameraButton = element("use-camera", HTMLButtonElement);

scene.onChange((present) => {
  stage.show(present);
  overlay.show(present);
  reading.show(present);
  quality.show(faceInUse(present)?.quality);
  strip.show(faceToSend(present)?.template);
  cameraButton.ariaPressed = String(present.means === "camera");
  cameraButton.textContent = present.means === "camera" ? "Stop camera" : "Use camera";
});
scene.update(emptyScene);

const sent = element("sent", HTMLElement);
const traffic = meteredFetch((bytes) => {
  sent.textContent = `${size(bytes)} sent since the page opened; no picture.`;
  strip.cross();
});
const config = loadConfig();
const likeness = createPresentLikeness(
  createModelsStatus({
    bar: element("models-bar", HTMLProgressElement),
    words: element("models-words", HTMLElement),
    ready: element("models-ready", HTMLElement),
    backend: element("backend", HTMLElement),
  }),
  config.then(
    ({ endpoint, key }) => ({ endpoint, key, fetch: traffic.fetch }),
    () => undefined,
  ),
);
const sources = createSources({
  stage,
  scene,
  likeness,
  onFailure: (error) => answerView.show(asAnswer(error)),
  onCameraTrouble: (cause) => (note.textContent = cameraTrouble(cause)),
});

const showPicture = (picture: Blob) => {
  note.textContent = "";
  buttons.forget();
  void sources.showPicture(picture);
};
listenForPictures({
  chooser: element("file", HTMLInputElement),
  target: element("stage", HTMLElement),
  onPicture: showPicture,
});
cameraButton.addEventListener("click", () => {
  note.textContent = "";
  if (scene.value.means === "camera") return sources.stopCamera();
  buttons.forget();
  void sources.startCamera();
});

const backendChoice = element("backend-choice", HTMLSelectElement);
backendChoice.replaceChildren(...backends.map((name) => new Option(name, name)));
backendChoice.value = backendInAddress();
const startLikeness = () => likeness.start(backends.find((name) => name === backendChoice.value) ?? "auto");
backendChoice.addEventListener("change", () => {
  buttons.forget();
  startLikeness();
  void sources.restart();
});
startLikeness();

config.then(
  ({ endpoint, collection, samples }) => {
    showSamples(element("samples", HTMLElement), samples, showPicture, (words) => (note.textContent = words));
    element("endpoint", HTMLElement).textContent = new URL(endpoint, location.href).host;
    const backend = createBackend(traffic.fetch);
    connectActions(createActions({ likeness: () => likeness.value, backend, collection, traffic }));
  },
  (error: unknown) => answerView.show(asAnswer(error)),
);

function connectActions(actions: ReturnType<typeof createActions>): void {
  const button = (id: string) => element(id, HTMLButtonElement);

  buttons.add(button("enrol"), "Enrolling …", async (signal) => {
    const named = await nameField.read();
    return named && actions.enrol(scene.value, named, signal);
  });
  buttons.add(button("verify"), "Comparing …", async (signal) => {
    const named = await nameField.read();
    return named && actions.verify(scene.value, named, signal);
  });
  buttons.add(button("identify"), "Searching …", async (signal) => actions.identify(scene.value, signal));
  buttons.add(button("erase"), "Erasing …", async (signal) => {
    const named = await nameField.read();
    return named && actions.erase(named, signal);
  });
}
