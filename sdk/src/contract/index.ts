export type * from "./messages.ts";
export * from "./defaults.ts";
export * from "./openapi.ts";
export * from "./paths.ts";
export * from "./problem-body.ts";
export * from "./routes.ts";
export * from "./schemas.ts";
