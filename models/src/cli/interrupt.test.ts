import { EventEmitter } from "node:events";
import { expect, test, vi } from "vitest";
import { stopOnSignals } from "./interrupt.ts";

test.each(["SIGINT", "SIGTERM"])("the first %s stops, the second quits", (name) => {
  const exit = vi.fn();
  const process = Object.assign(new EventEmitter(), { exit });
  const note = vi.fn();
  const signal = stopOnSignals({ line: expect.unreachable, note }, process as unknown as NodeJS.Process);
  expect(signal.aborted).toBe(false);
  process.emit(name);
  expect(signal.aborted).toBe(true);
  expect(note).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("once more quits"));
  expect(exit).not.toHaveBeenCalled();
  process.emit(name);
  expect(exit).toHaveBeenCalledWith(130);
});
