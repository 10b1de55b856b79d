/** The strictest range among the packages that the project builds on, for a person to read. */
export const nodeRange = "22.22.2 or a later 22, 24.15 or a later 24, or 26 and up";

/** @param {string} version such as `v24.21.0` */
export function isRightNode(version) {
  const [major, minor, patch] = version.replace(/^v/, "").split(".").map(Number);
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 2);
  if (major === 24) return minor >= 15;
  return major >= 26;
}
