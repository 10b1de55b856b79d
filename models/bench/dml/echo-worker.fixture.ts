import { answerJobs } from "./worker-pool.ts";

answerJobs(async ({ value = 0, fail, exit }: { readonly value?: number; readonly fail?: string; readonly exit?: number }) => {
  if (exit !== undefined) process.exit(exit);
  if (fail !== undefined) throw new Error(fail);
  return 2 * value;
});
