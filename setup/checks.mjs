import { runOnProjectNode } from "./project-node.mjs";
import { tsconfigs } from "./tsconfigs.mjs";

/** @returns {Promise<boolean>} whether every part of the repository type-checks */
export async function typecheck() {
  let fine = true;
  for (const config of tsconfigs()) {
    const status = await runOnProjectNode(["node_modules/.bin/tsc", "--noEmit", "-p", config]);
    if (status !== 0) console.log(`types: wrong in ${config}`);
    fine &&= status === 0;
  }
  if (fine) console.log("types: fine");
  return fine;
}

/** @returns {Promise<boolean>} whether the linter has nothing to say */
export async function lint() {
  const status = await runOnProjectNode(["node_modules/.bin/oxlint", "--deny-warnings"]);
  console.log(status === 0 ? "lint: fine" : "lint: see above");
  return status === 0;
}
