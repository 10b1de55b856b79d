import { preprocessorContract } from "./contract.ts";
import { frameContract } from "./frame-contract.ts";
import { framePreprocessor } from "./frames.ts";

preprocessorContract("typed arrays in Chromium", async () => ({
  preprocessor: framePreprocessor(),
  read: async (tensor) => {
    if (!("data" in tensor)) throw new TypeError("a tensor of a GPU");
    return tensor.data.slice();
  },
}));

frameContract("typed arrays", async () => framePreprocessor());
