import { encodeTemplate, type Template } from "@likeness/sdk/core";
import { count, size } from "./figures.ts";

/**
 * A template as bars, one for each of its numbers. They stand on the line between the device and the host,
 * because they are all that crosses it.
 */
export function createTemplateStrip(bars: HTMLElement, caption: HTMLElement) {
  fit(bars, 128);
  let shown: Template | undefined;
  return {
    show: (template: Template | undefined) => {
      // Most of a camera's frames bring no better face: then there is nothing to draw.
      if (template && template === shown) return;
      shown = template;
      bars.classList.toggle("blank", !template);
      if (!template) {
        caption.textContent = "a template, never a picture";
        return;
      }
      const { vector } = template;
      fit(bars, vector.length);
      const largest = vector.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      vector.forEach((value, i) => {
        (bars.children[i] as HTMLElement).style.setProperty("--value", (value / largest).toFixed(3));
      });
      const bytes = encodeTemplate(template).data.length;
      caption.textContent = `${count(vector.length, "number")}, ${size(bytes)}`;
    },
    /** Shows that it was sent. */
    cross: () => {
      bars.classList.remove("sending");
      // Reading a layout value lets the same animation begin anew.
      void bars.offsetWidth;
      bars.classList.add("sending");
    },
  };
}

function fit(bars: HTMLElement, wanted: number): void {
  while (bars.children.length > wanted) bars.lastElementChild!.remove();
  while (bars.children.length < wanted) {
    const bar = document.createElement("i");
    bar.style.setProperty("--index", String(bars.children.length));
    bars.append(bar);
  }
}
