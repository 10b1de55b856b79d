import type { Output } from "./command.ts";
import { stoppedCode } from "./command.ts";

/** Stops on Ctrl-C or SIGTERM: the first lets what is under way come to an end, the second quits at once. */
export function stopOnSignals(output: Output, process: NodeJS.Process): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(stoppedCode);
    output.note("stopping after what is under way; once more quits at once");
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return controller.signal;
}
