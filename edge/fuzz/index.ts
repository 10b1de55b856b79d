export * from "./actor.ts";
export * from "./judged.ts";
export * from "./requests.ts";
