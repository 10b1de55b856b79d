import { join } from "node:path";

/** The SDK's own folder. */
export const sdk = join(import.meta.dirname, "..");
export const repository = join(sdk, "..");
export const source = join(sdk, "src");

/** What is published: `npm pack` there makes the tarball. All of it is generated. */
export const published = join(sdk, "dist");
