import { serve } from "./serve.ts";

// Without something to wait for Node would leave.
setInterval(() => {}, 1_000);
await serve(() => new Promise(() => {}));
