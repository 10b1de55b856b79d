const dotEveryMs = 2000;

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {() => boolean} ready whether its result is there already
 * @property {() => Promise<void>} make
 * @property {boolean} [talks] whether it prints lines of its own
 */

/** @param {Step[]} steps */
export async function runSteps(steps) {
  for (const [index, step] of steps.entries()) {
    await runStep(`[${index + 1}/${steps.length}] ${step.name} …`, step);
  }
}

async function runStep(label, step) {
  process.stdout.write(label);
  let dots;
  try {
    if (step.ready()) {
      process.stdout.write(" already there\n");
      return;
    }
    const startedAt = Date.now();
    if (step.talks) process.stdout.write("\n");
    else dots = setInterval(() => process.stdout.write("."), dotEveryMs);
    await step.make();
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    process.stdout.write(`${step.talks ? label : ""} done in ${seconds} s\n`);
  } catch (error) {
    if (!step.talks) process.stdout.write("\n");
    throw error;
  } finally {
    clearInterval(dots);
  }
}
