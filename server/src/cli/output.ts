import { SingleBar } from "cli-progress";
import type { Output } from "./command.ts";

/** A line each time so much more of the whole is done. */
const lineEvery = 0.1;

/** On a terminal a bar, elsewhere lines that a log can keep; both beside what was asked for. */
export function terminalOutput(): Output & { close(): void } {
  let bar: SingleBar | undefined;
  let at = { what: "", told: 0 };

  const close = () => {
    bar?.stop();
    bar = undefined;
  };
  const begin = (what: string, total: number) => {
    close();
    at = { what, told: 0 };
    if (!process.stderr.isTTY) return;
    bar = new SingleBar({
      format: `${what} {bar} {percentage} % {value}/{total}, {eta_formatted} left`,
      stream: process.stderr,
    });
    bar.start(total, 0);
  };

  return {
    line: (text) => {
      close();
      process.stdout.write(`${text}\n`);
    },
    note: (text) => {
      close();
      process.stderr.write(`${text}\n`);
    },
    progress: (what, done, total) => {
      if (what !== at.what || (process.stderr.isTTY && !bar)) begin(what, total);
      bar?.setTotal(total);
      bar?.update(done);
      const share = total === 0 ? 1 : done / total;
      if (process.stderr.isTTY || share < at.told + lineEvery) return;
      at.told = share;
      process.stderr.write(`${what}: ${done} of ${total}\n`);
    },
    close,
  };
}
