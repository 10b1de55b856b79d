export { createOffline } from "./offline.ts";
export type { Offline, OfflineOptions, OfflineVerifyOptions, RenewOptions } from "./offline.ts";
export type { OfflineVerified } from "./offline-decision.ts";
export type { OfflineHost } from "./offline-host.ts";
export { deviceKey } from "../device/device-key.ts";
export type { DeviceKeyPairs, KeyPair, KeyStore } from "../device/device-identity.ts";
export type { DeviceKey } from "../device/device-key.ts";
export { memoryStore } from "./store/memory.ts";
export type { HeldGrant, OfflineStore, WaitingAudit } from "./store/offline-store.ts";
