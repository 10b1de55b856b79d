import { Problem } from "../core/index.ts";

export interface CameraOptions {
  /** `user` is the camera beside the screen, `environment` the one on the back. */
  readonly facing?: "user" | "environment";
  /** A certain camera, by the id of `navigator.mediaDevices.enumerateDevices()`. */
  readonly deviceId?: string;
  readonly signal?: AbortSignal;
}

/** A running camera; its pictures are in the video element. */
export interface Camera {
  readonly video: HTMLVideoElement;
  /** Whether the picture should be shown as in a mirror: people before a screen expect their right on its right. */
  readonly mirrored: boolean;
  /** Aborted when the camera ends: it was stopped, unplugged, or taken back by the person. */
  readonly ended: AbortSignal;
  stop(): void;
}

/** 720 lines hold every face that is near enough to enrol; more would only take time. */
const size = { width: { ideal: 1280 }, height: { ideal: 720 } };

/**
 * Asks for the camera and plays it in a video element.
 *
 * @throws Problem `camera_denied` if the person or the page's policy forbids it, `camera_unavailable` if there is
 *   none, or another program has it
 */
export async function openCamera(
  video: HTMLVideoElement,
  { facing = "user", deviceId, signal }: CameraOptions = {},
): Promise<Camera> {
  signal?.throwIfAborted();
  const which = deviceId === undefined ? { facingMode: facing } : { deviceId: { exact: deviceId } };
  const stream = await request({ audio: false, video: { ...which, ...size } });
  const ended = new AbortController();
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
    if (video.srcObject === stream) video.srcObject = null;
    signal?.removeEventListener("abort", stop);
    ended.abort();
  };
  for (const track of stream.getTracks()) track.addEventListener("ended", stop);
  signal?.addEventListener("abort", stop);
  video.muted = true;
  // Without it iOS plays a video over the whole screen.
  video.playsInline = true;
  video.srcObject = stream;
  try {
    signal?.throwIfAborted();
    await video.play();
  } catch (cause) {
    stop();
    signal?.throwIfAborted();
    throw new Problem("camera_unavailable", (cause as Error).message, { cause });
  }
  const [track] = stream.getVideoTracks();
  return { video, mirrored: track?.getSettings().facingMode !== "environment", ended: ended.signal, stop };
}

async function request(constraints: MediaStreamConstraints): Promise<MediaStream> {
  // Absent on an insecure page, whatever the types say.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw new Problem("camera_denied", "a page has a camera only over HTTPS, or on localhost");
  return devices.getUserMedia(constraints).catch((cause: DOMException) => {
    const denied = cause.name === "NotAllowedError" || cause.name === "SecurityError";
    throw new Problem(denied ? "camera_denied" : "camera_unavailable", wordsOf(cause), { cause });
  });
}

/** Of the failures that `getUserMedia` has (W3C Media Capture and Streams, section 10.2). */
function wordsOf({ name, message }: DOMException): string {
  switch (name) {
    case "NotAllowedError":
      return "the person, the system or the page's policy does not allow it";
    case "NotFoundError":
    case "OverconstrainedError":
      return "no such camera is connected";
    case "NotReadableError":
      return "another program is using it";
    default:
      return message || name;
  }
}
