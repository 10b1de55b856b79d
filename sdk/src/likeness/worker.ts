// What runs in the SDK's worker: an engine, at the service of the page that started it.

import { startBrowserEngine } from "./browser-platform.ts";
import { serveEngine, type ServingPort } from "./worker/serve.ts";

serveEngine(globalThis as unknown as ServingPort, startBrowserEngine);
