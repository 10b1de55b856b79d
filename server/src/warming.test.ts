import { expect, test, vi } from "vitest";
import { createModels } from "@likeness/sdk/host";
import type { EmbedderCard } from "@likeness/sdk/core";
import type { LiveSpace } from "./index/live-space.ts";
import type { StoredSpace } from "./store/store.ts";
import { warming } from "./warming.ts";

const space = (id: number, modelId = "model@1") => ({ id, modelId }) as StoredSpace;
const models = createModels([{ modelId: "model@1" } as EmbedderCard]);

test("a server is ready when every space is loaded that it has a model for", async () => {
  const spaces = [space(1), space(2, "other@1"), space(3), space(4)];
  const opened: number[] = [];
  const left: (string | undefined)[] = [];
  const indexes = {
    open: vi.fn(async (id: number) => {
      left.push(warmth.problem()?.detail);
      opened.push(id);
      return {} as LiveSpace;
    }),
  };
  // The third has gone meanwhile.
  const store = { everySpace: () => spaces, space: (id: number) => (id === 3 ? undefined : spaces[id - 1]) };
  const warmth = warming({ store, indexes, models });
  expect(warmth.problem()).toMatchObject({ code: "overloaded", status: 503, retryAfter: 3 });
  await warmth.warm();
  expect(opened).toEqual([1, 4]);
  expect(left).toEqual(["3 indexes are still to be loaded", "1 indexes are still to be loaded"]);
  expect(warmth.problem()).toBeUndefined();
});
