/** Pictures decoded at the same time: enough for sharp's threads, few enough for large photographs. */
const most = 8;

/**
 * Does `work` for 0 to `count - 1`, some at once. After a failure nothing new is begun, and what was begun is waited
 * for before the failure is thrown: nothing goes on behind the caller's back.
 */
export async function someAtOnce(count: number, work: (index: number) => void | Promise<void>): Promise<void> {
  let next = 0;
  const failures: unknown[] = [];
  const lane = async () => {
    try {
      while (next < count && failures.length === 0) {
        const done = work(next++);
        // What is done at once is not waited for: that would cost more than the work.
        if (done instanceof Promise) await done;
      }
    } catch (error) {
      failures.push(error);
    }
  };
  await Promise.all(Array.from({ length: most }, lane));
  if (failures.length > 0) throw failures[0];
}
