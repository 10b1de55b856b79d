const words: Record<string, string> = {
  NotAllowedError: "The camera was refused. Allow it for this page in the browser, or use a picture.",
  NotFoundError: "No camera was found. A picture works as well.",
  NotReadableError: "The camera is in use by another program. Close it there, or use a picture.",
  SecurityError: "Browsers give the camera only to localhost and to https pages. A picture works as well.",
};

/** Why there is no camera, by the name of what `getUserMedia` rejected with. */
export function cameraTrouble(cause: unknown): string {
  const name = cause instanceof Error ? cause.name : "";
  return words[name] ?? "The camera could not be started. A picture works as well.";
}
