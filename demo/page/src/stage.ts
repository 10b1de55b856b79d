import type { Scene } from "./scene.ts";

export interface Stage {
  readonly video: HTMLVideoElement;
  /** The picture is shown from this device's memory. */
  showPicture(picture: Blob): void;
  /** Fits the frame to the scene's proportions. */
  show(scene: Scene): void;
}

/** Where the picture is: an image or a live video, in a frame of its proportions. */
export function createStage(stage: HTMLElement, image: HTMLImageElement, video: HTMLVideoElement): Stage {
  return {
    video,
    showPicture: (picture) => {
      URL.revokeObjectURL(image.src);
      image.src = URL.createObjectURL(picture);
    },
    show: ({ means, width, height }) => {
      stage.dataset["means"] = width > 0 ? (means ?? "none") : "none";
      if (width > 0) stage.style.setProperty("--ratio", String(width / height));
    },
  };
}
