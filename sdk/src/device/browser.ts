export * from "./index.ts";
export { passkeySigner } from "./passkey-signer.ts";
export type { PasskeySignerOptions } from "./passkey-signer.ts";
