/** A running camera; its pictures are in the video element. */
export interface Camera {
  /** Aborted when the camera ends: because we stopped it, it was unplugged, or the person took it back. */
  readonly ended: AbortSignal;
  stop(): void;
}

/** 720 lines hold every face that is near enough to enrol; more would only take time. */
const wanted: MediaStreamConstraints = {
  audio: false,
  video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 720 } },
};

/** Rejects with a `DOMException` whose name {@link cameraTrouble} puts in words. */
export async function openCamera(video: HTMLVideoElement): Promise<Camera> {
  // Absent on an insecure page, whatever the types say.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw new DOMException("no mediaDevices", "SecurityError");
  const stream = await devices.getUserMedia(wanted);
  const ended = new AbortController();
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
    if (video.srcObject === stream) video.srcObject = null;
    ended.abort();
  };
  for (const track of stream.getTracks()) track.addEventListener("ended", stop);
  video.srcObject = stream;
  try {
    await video.play();
  } catch (cause) {
    stop();
    throw cause;
  }
  return { ended: ended.signal, stop };
}
