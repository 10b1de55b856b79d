// Writes kernels.ts, which is what travels: `node sdk/src/runtime/light/kernels/write.ts`.

import { writeFile } from "node:fs/promises";
import path from "node:path";
import { kernelsModule } from "./compile.ts";

await writeFile(path.join(import.meta.dirname, "../kernels.ts"), await kernelsModule());
