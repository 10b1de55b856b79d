// The SDK in a page, with React.

import { createLikeness, Problem, type Analysis, type BrowserLikeness } from "@likeness/sdk";
import { openCamera } from "@likeness/sdk/camera";
import { passkeySigner } from "@likeness/sdk/device/browser";
import { useFaceCamera, useLikeness, useVerify } from "@likeness/sdk/react";

export async function enrol(video: HTMLVideoElement, key: string, signal: AbortSignal): Promise<string> {
  const likeness: BrowserLikeness = await createLikeness({ endpoint: "https://faces.example", key, signal });
  await openCamera(video, { signal });
  try {
    for await (const { guidance, best } of likeness.frames(video, { signal })) {
      console.log(guidance);
      if (!best) continue;
      const { templateId } = await likeness.enrol(best.face, { collection: "staff", subject: "ada", signal });
      return templateId;
    }
    return "";
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  } finally {
    await likeness.close();
  }
}

export async function begin(photo: Blob, key: string, ticket: string): Promise<string | undefined> {
  const device = passkeySigner({ name: "Doors" });
  const likeness = await createLikeness({ endpoint: "https://faces.example", key, device });
  const enrolled = await likeness.enrol(photo, { collection: "staff", subject: "ada", ticket });
  return enrolled.device;
}

export async function look(photo: Blob): Promise<Analysis> {
  const likeness = await createLikeness({ worker: "/likeness/worker.js" });
  return likeness.analyze(photo).finally(() => likeness.close());
}

const start = (options: { signal: AbortSignal }) => createLikeness({ endpoint: "https://faces.example", key: "k", ...options });

export function Gate() {
  const { likeness, progress } = useLikeness(start);
  const { videoRef, live, start: turnOn } = useFaceCamera(likeness);
  const { verify, result } = useVerify(likeness, { collection: "staff", subject: "ada" });
  if (!likeness) return <progress value={progress?.all.loaded} max={progress?.all.total} />;
  return (
    <>
      <video ref={videoRef} onClick={() => void turnOn()} />
      <button onClick={() => live?.best && void verify(live.best.face)}>{result?.match ? "Welcome" : "Enter"}</button>
    </>
  );
}
