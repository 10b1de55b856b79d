import { answerJobs } from "../dml/worker-pool.ts";
import { runFold } from "./fold.ts";

answerJobs(({ fold, seed }: { readonly fold: number; readonly seed: number }) => runFold(fold, seed));
