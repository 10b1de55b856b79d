/** What can go wrong in training that is not a bug. */
export type TrainingErrorCode =
  | "config_invalid"
  | "data_invalid"
  | "not_finite"
  | "wrong_checkpoint"
  | "run_folder_in_use"
  | "disk_failed"
  | "model_unsupported";

/** A problem with a stable code; the message names the file, the class or the field. */
export class TrainingError extends Error {
  override readonly name = "TrainingError";
  readonly code: TrainingErrorCode;

  constructor(code: TrainingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
