import { serve } from "./serve.ts";

await serve(() => Promise.reject(new RangeError("of what nobody outside is told")));
