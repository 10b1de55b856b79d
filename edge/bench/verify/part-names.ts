export const partNames = ["ECDSA", "HMAC", "SHA-256", "AES-GCM", "storage", "compare"] as const;
export type PartName = (typeof partNames)[number];
