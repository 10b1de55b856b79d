export { openCamera, type Camera, type CameraOptions } from "./open-camera.ts";
