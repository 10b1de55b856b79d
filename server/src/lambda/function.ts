import { startHandler } from "./start.ts";

/** For Lambda's own Node runtimes, which look for it by name. */
export const handler = await startHandler(process.env);
