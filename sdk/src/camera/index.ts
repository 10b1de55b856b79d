export type * from "./capture/capture-element.ts";
export { defineCapture } from "./capture/capture-element.ts";
export type { CaptureDetail, CaptureEventMap, GuidanceDetail } from "./capture/capture-events.ts";
export { captureWords, type CaptureWords, type CaptureWordsChanges } from "./capture/words/index.ts";
export { openCamera, type Camera, type CameraOptions } from "./open-camera.ts";
export { whenSteady } from "./steady.ts";
