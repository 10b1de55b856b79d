export { useFaceCamera, type FaceCameraOptions, type UseFaceCamera } from "./use-face-camera.ts";
export { useLikeness, type StartOptions, type UseLikeness } from "./use-likeness.ts";
export { useVerify, type UseVerify } from "./use-verify.ts";
