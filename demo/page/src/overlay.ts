import type { Box } from "@likeness/sdk/core";
import type { Face } from "@likeness/sdk/face/browser";
import { cornersPath, dotsPath, linesPath } from "./face-outline.ts";
import { chosenFace, faceInUse, type Scene } from "./scene.ts";

const svgNamespace = "http://www.w3.org/2000/svg";

/**
 * What was found, drawn over the picture: a box for each face, landmarks for the one in use.
 *
 * Each face is a button too, so that one is chosen by pointing, by touch or by keyboard alike.
 */
export function createOverlay(drawing: SVGSVGElement, buttons: HTMLElement, onChoose: (box: Box) => void) {
  let faces: readonly Face[] = [];

  buttons.addEventListener("click", (event) => {
    const at = [...buttons.children].indexOf((event.target as Element).closest("button")!);
    const face = faces[at];
    if (face) onChoose(face.box);
  });

  return {
    show: (scene: Scene) => {
      faces = scene.analysis?.faces ?? [];
      const used = faceInUse(scene);
      drawing.setAttribute("viewBox", `0 0 ${scene.width} ${scene.height}`);
      drawing.replaceChildren(...faces.map((face) => outline(face, face === used)));
      fitButtons(buttons, faces.length);
      faces.forEach((face, i) => {
        const button = buttons.children[i] as HTMLButtonElement;
        place(button, face.box, scene);
        button.ariaPressed = String(face === chosenFace(scene));
        button.ariaLabel = `Use face ${i + 1} of ${faces.length}, ${whereabouts(face.box, scene)}`;
      });
    },
  };
}

function outline(face: Face, used: boolean): SVGGElement {
  const group = document.createElementNS(svgNamespace, "g");
  group.classList.add("outline");
  group.classList.toggle("used", used);
  group.classList.toggle("poor", face.quality.reasons.length > 0);
  group.append(path("corners", cornersPath(face.box)));
  if (used) group.append(path("lines", linesPath(face.landmarks)), path("dots", dotsPath(face.landmarks)));
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
