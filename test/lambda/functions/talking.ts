import { answer, serve } from "./serve.ts";

await serve(async () => answer("x".repeat(7 * 1024 * 1024)));
