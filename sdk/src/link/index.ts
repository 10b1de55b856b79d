export { linkHeader, sequenceHeader } from "./link-header.ts";
export { parseLinkKeys, parseSigningLinkKeys, type LinkKey, type LinkKeys, type TenantKey } from "./link-key.ts";
export * from "./link-signer.ts";
export * from "./link-verifier.ts";
export * from "./nonces.ts";
export type { Sign } from "../client/transport.ts";
