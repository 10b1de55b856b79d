export * from "./index.ts";
export { indexedDbStore } from "./store/indexed-db.ts";
