import { preprocessorContract } from "./contract.ts";
import { typedArrayPreprocessor } from "./typed-arrays.ts";

preprocessorContract("typed arrays", async () => ({
  preprocessor: typedArrayPreprocessor(),
  read: async (tensor) => {
    if (!("data" in tensor)) throw new TypeError("a tensor of a GPU");
    return tensor.data.slice();
  },
}));
