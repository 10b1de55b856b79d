// Test support: `<likeness-capture>` in a page, and what it tells.

import axe from "axe-core";
import { expect } from "vitest";
import type { Problem } from "../../core/index.ts";
import type { CaptureDetail, GuidanceDetail } from "./capture-events.ts";
import { defineCapture, type LikenessCapture } from "./capture-element.ts";

export type Told = { capture: CaptureDetail } | { guidance: GuidanceDetail } | { problem: Problem } | { cancel: null };

export function mount(set: Partial<LikenessCapture> = {}, place: ParentNode = document.body) {
  defineCapture();
  const element = Object.assign(document.createElement("likeness-capture"), set);
  const told: Told[] = [];
  for (const type of ["capture", "guidance", "problem", "cancel"] as const) {
    element.addEventListener(type, ({ detail }) => void told.push({ [type]: detail } as unknown as Told));
  }
  place.append(element);
  const root = element.shadowRoot!;
  const text = (selector: string) => root.querySelector(selector)!.textContent;
  return {
    element,
    root,
    told,
    status: () => text(".status"),
    alert: () => text(".alert"),
    /** The buttons that there are, by what they do. */
    buttons: () => [...root.querySelectorAll<HTMLElement>("button:not([hidden])")].map(({ dataset }) => dataset["do"]),
    press: (name: string) => root.querySelector<HTMLElement>(`[data-do=${name}]:not([hidden])`)!.click(),
    choose: (file: File) => {
      const input = root.querySelector("input")!;
      const chosen = new DataTransfer();
      chosen.items.add(file);
      input.files = chosen.files;
      input.dispatchEvent(new Event("change"));
    },
    heard: <Type extends "capture" | "problem" | "guidance" | "cancel">(type: Type) =>
      told.flatMap((one) => (type in one ? [(one as never)[type]] : [])) as never[],
    /** No rule of axe is broken, in light and in dark. */
    isAccessible: async () => {
      // As a page does that says it has both.
      document.body.style.background = "Canvas";
      for (const scheme of ["light", "dark"]) {
        document.documentElement.style.colorScheme = scheme;
        const { violations } = await axe.run(element);
        expect(violations.map(({ id, nodes }) => [scheme, id, ...nodes.map(({ html }) => html)])).toEqual([]);
      }
      document.documentElement.style.colorScheme = "";
    },
  };
}

export async function pictureFile(): Promise<File> {
  const canvas = new OffscreenCanvas(64, 48);
  canvas.getContext("2d")!.fillRect(0, 0, 64, 48);
  return new File([await canvas.convertToBlob()], "me.png", { type: "image/png" });
}
