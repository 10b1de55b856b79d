import type { Box } from "@likeness/sdk/core";
import { cornersPath, dotsPath, linesPath } from "./face-outline.ts";
import { chosenFace, faceInUse, outlines, type Outline, type Scene } from "./scene.ts";

const svgNamespace = "http://www.w3.org/2000/svg";

/**
 * What was found, drawn over the picture: a box for each face, landmarks for the one in use.
 *
 * Each face is a button too, so that one is chosen by pointing, by touch or by keyboard alike.
 */
export function createOverlay(drawing: SVGSVGElement, buttons: HTMLElement, onChoose: (outline: Outline) => void) {
  let shown: readonly Outline[] = [];

  buttons.addEventListener("click", (event) => {
    const at = [...buttons.children].indexOf((event.target as Element).closest("button")!);
    const outline = shown[at];
    if (outline) onChoose(outline);
  });

  return {
    show: (scene: Scene) => {
      shown = outlines(scene);
      const [used, chosen] = [faceInUse(scene), chosenFace(scene)];
      drawing.setAttribute("viewBox", `0 0 ${scene.width} ${scene.height}`);
      drawing.replaceChildren(...shown.map((one) => drawn(one, one.face === used)));
      fitButtons(buttons, shown.length);
      shown.forEach(({ face, box }, i) => {
        const button = buttons.children[i] as HTMLButtonElement;
        place(button, box, scene);
        button.ariaPressed = String(face === chosen);
        button.ariaLabel = `Use face ${i + 1} of ${shown.length}, ${whereabouts(box, scene)}`;
      });
    },
  };
}

function drawn({ face, box, landmarks }: Outline, used: boolean): SVGGElement {
  const group = document.createElementNS(svgNamespace, "g");
  group.classList.add("outline");
  group.classList.toggle("used", used);
  group.classList.toggle("poor", face.quality.reasons.length > 0);
  group.append(path("corners", cornersPath(box)));
  if (used) group.append(path("lines", linesPath(landmarks)), path("dots", dotsPath(landmarks)));
  return group;
}

function path(name: string, d: string): SVGPathElement {
  const element = document.createElementNS(svgNamespace, "path");
  element.classList.add(name);
  element.setAttribute("d", d);
  return element;
}

/** Keeps the buttons that are there: a new one on each frame would lose the keyboard's focus. */
function fitButtons(buttons: HTMLElement, wanted: number): void {
  while (buttons.children.length > wanted) buttons.lastElementChild!.remove();
  while (buttons.children.length < wanted) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset["testid"] = "face";
    buttons.append(button);
  }
}

function place(button: HTMLElement, box: Box, { width, height }: Scene): void {
  button.style.left = `${(box.x / width) * 100}%`;
  button.style.top = `${(box.y / height) * 100}%`;
  button.style.width = `${(box.width / width) * 100}%`;
  button.style.height = `${(box.height / height) * 100}%`;
}

/** As it is seen: the camera's picture is shown mirrored. */
function whereabouts(box: Box, { means, width }: Scene): string {
  const across = (box.x + box.width / 2) / width;
  const seen = means === "camera" ? 1 - across : across;
  return seen < 1 / 3 ? "on the left" : seen > 2 / 3 ? "on the right" : "in the middle";
}
