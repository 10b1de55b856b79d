import { Problem } from "@likeness/sdk";

/** Why there is no camera, and that it goes without. */
export function cameraTrouble(cause: unknown): string {
  if (!(cause instanceof Problem)) return "The camera could not be started. A picture works as well.";
  switch (cause.code) {
    case "camera_denied":
      return `The camera may not be used: ${cause.message}. A picture works as well.`;
    case "camera_unavailable":
      return `The camera cannot be used: ${cause.message}. A picture works as well.`;
    default:
      return `${cause.message}. A picture works as well.`;
  }
}
