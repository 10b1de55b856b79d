import { memoryStore } from "./memory.ts";
import { offlineStoreSuite } from "./store-suite.fixture.ts";

offlineStoreSuite("memory", memoryStore);
