// Renews sdk/openapi.json after a change to the contract: node sdk/src/contract/write-openapi.ts

import { writeFileSync } from "node:fs";
import { openApiDocument } from "./openapi.ts";

const file = new URL("../../openapi.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(openApiDocument(), null, 2)}\n`);
