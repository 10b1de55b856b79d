export * from "./answers.ts";
export * from "./app.ts";
export * from "./audit-page.ts";
export * from "./gallery.ts";
export * from "./grant-keys.ts";
export * from "./keys.ts";
export * from "./models.ts";
