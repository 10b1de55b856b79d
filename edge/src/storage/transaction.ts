import { forget } from "./memory.ts";

/** Synchronous: all of it is written, or, if the work throws, none of it. */
export function transactionOf(storage: DurableObjectStorage): <Result>(work: () => Result) => Result {
  return (work) => {
    try {
      return storage.transactionSync(work);
    } catch (error) {
      forget(storage.sql);
      throw error;
    }
  };
}
