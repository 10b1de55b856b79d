import { env } from "cloudflare:workers";
import { memoryKeyBucket } from "./drivers/memory.ts";
import { r2KeyBucket } from "./drivers/r2.ts";
import { keyBucketContract } from "./key-bucket.contract.ts";

keyBucketContract("R2", () => r2KeyBucket(env.DATA_KEYS));
keyBucketContract("R2, two names a page", () => r2KeyBucket(env.DATA_KEYS, 2));
keyBucketContract("memory", () => memoryKeyBucket());
keyBucketContract("memory, two names a page", () => memoryKeyBucket(2));
