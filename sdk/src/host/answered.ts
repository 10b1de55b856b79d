import type { OperationName } from "../contract/index.ts";
import type { ProblemCode } from "../core/index.ts";

/** What is told of an answered call, for logs and metrics: nothing of what was asked about or with. */
export interface Answered {
  readonly requestId: string;
  /** None: there is no such route. */
  readonly operation: OperationName | undefined;
  readonly tenant: string | undefined;
  readonly status: number;
  readonly code: ProblemCode | undefined;
  readonly milliseconds: number;
}
