/**
 * Everything that can be wrong with what a caller sent or asked, by stable code.
 *
 * The code is the contract; the title is for people; the status is what a host answers with (RFC 9457).
 * Problems found on the device, before anything is sent, carry the status a host would have answered.
 */
export const problems = {
  // The request as a whole.
  bad_json: { status: 400, title: "The body is not JSON" },
  invalid_request: { status: 422, title: "The request does not follow the contract" },
  unsupported_media_type: { status: 415, title: "The body is not of a media type this route takes" },
  body_too_large: { status: 413, title: "The body is over its limit" },
  key_missing: { status: 401, title: "An API key is needed" },
  key_unknown: { status: 401, title: "The API key is not known here" },
  key_not_allowed: { status: 403, title: "An API key of this kind may not do that" },
  signature_invalid: { status: 401, title: "The request is not signed as one of the worker's" },
  not_found: { status: 404, title: "There is no such route" },
  read_only: { status: 403, title: "This host answers from a copy, and changes nothing" },
  idempotency_key_reused: { status: 422, title: "The idempotency key was used for another body" },
  rate_limited: { status: 429, title: "Too many calls were made; there are to be fewer" },
  // Templates and galleries.
  template_malformed: { status: 422, title: "The template's data is not what its encoding says" },
  template_length: { status: 422, title: "The template has the wrong length for its model" },
  template_not_finite: { status: 422, title: "The template holds a value that is not finite" },
  template_zero: { status: 422, title: "The template is a zero vector" },
  unknown_model: { status: 422, title: "No card of this model is loaded here" },
  model_mismatch: { status: 409, title: "The templates belong to different models" },
  unknown_subject: { status: 404, title: "No such subject is enrolled" },
  subject_full: { status: 409, title: "The subject has as many templates as are kept" },
  template_unreadable: { status: 500, title: "A stored template cannot be opened" },
  superseded: { status: 409, title: "A later change of the subject was applied before" },
  unknown_filter: { status: 422, title: "The filter asks for what the collection does not declare" },
  unknown_collection: { status: 404, title: "No such collection is known" },
  migration_conflict: { status: 409, title: "The collection is not where that step of a migration begins" },
  // Who may change or be compared with a subject.
  ticket_missing: { status: 403, title: "This needs a ticket of the tenant's backend" },
  ticket_invalid: { status: 403, title: "The ticket is not one that counts for this" },
  ticket_spent: { status: 409, title: "The ticket was used before" },
  precondition_required: { status: 428, title: "The subject is enrolled already: say which version of it is meant" },
  precondition_failed: { status: 412, title: "The subject has changed since that version" },
  consent_missing: { status: 422, title: "Enrolling needs a consent" },
  proof_missing: { status: 403, title: "This needs a proof by a registered device" },
  proof_invalid: { status: 403, title: "The proof is not one of a device of this subject" },
  challenge_invalid: { status: 403, title: "The challenge has expired, or was given for something else" },
  challenge_spent: { status: 409, title: "The challenge was used before" },
  unknown_device: { status: 404, title: "The subject has no such device" },
  too_many_devices: { status: 409, title: "The subject has as many devices as are kept" },
  attempts_delayed: { status: 429, title: "Too many attempts failed; the next has to wait" },
  attempts_disabled: { status: 403, title: "Too many attempts failed; the subject has to be enabled again" },
  erasure_pending: { status: 503, title: "The subject is being erased; the last key of it could not be deleted yet" },
  // Pictures, on the device.
  no_face: { status: 422, title: "No face was found in the picture" },
  several_faces: { status: 422, title: "Several faces were found where one is asked for" },
  poor_quality: { status: 422, title: "The face is not good enough to enrol" },
  broken_picture: { status: 422, title: "The picture cannot be decoded" },
  picture_too_large: { status: 413, title: "The picture has more pixels than the limit" },
  // Models, on the device.
  model_unavailable: { status: 503, title: "A model file could not be loaded" },
  model_digest: { status: 500, title: "A model is not the one its card names" },
  inference_failed: { status: 500, title: "The model gave no usable answer" },
  model_store_failed: { status: 500, title: "The store of models on this device cannot be used" },
  card_malformed: { status: 422, title: "The model card is not one this version can read" },
  // What runs the models, on the device.
  backend_unavailable: { status: 500, title: "This device cannot run the backend that was asked for" },
  backend_wrong: { status: 500, title: "The backend does not compute what the model's golden vectors say" },
  device_lost: { status: 500, title: "The GPU was lost while it was in use" },
  out_of_memory: { status: 500, title: "There was not enough memory to run the model" },
  worker_unavailable: { status: 500, title: "The worker that runs the models could not be started" },
  closed: { status: 500, title: "It was used after it was closed" },
  // The camera and who is before it.
  camera_denied: { status: 403, title: "The camera may not be used" },
  camera_unavailable: { status: 503, title: "There is no camera that can be used now" },
  liveness_failed: { status: 422, title: "What was asked for was not seen done before the camera" },
  // Answers without the network.
  offline_unavailable: { status: 404, title: "There is no grant to answer by without the host" },
  offline_expired: { status: 403, title: "The grant to answer offline has expired" },
  offline_invalid: { status: 403, title: "The grant to answer offline is not one the host gave to this device" },
  // What a host has signed to be kept.
  receipt_invalid: { status: 422, title: "The receipt, or the log, is not one that the host has signed" },
  // The key of this device.
  device_unavailable: { status: 503, title: "The key of this device cannot be used" },
  // What lies behind.
  not_configured: { status: 503, title: "The host lacks a setting that this needs" },
  keys_unavailable: { status: 503, title: "The store of data keys does not answer" },
  remote_unavailable: { status: 503, title: "The identification server does not answer" },
  overloaded: { status: 503, title: "The host has as much to do as it takes in; nothing was changed" },
  deadline_passed: { status: 504, title: "The time that the caller gave was over before there was an answer" },
  storage_full: { status: 507, title: "The disk is full; nothing was changed" },
  storage_failed: { status: 503, title: "The disk does not do as it is told; nothing was acknowledged" },
  store_damaged: { status: 500, title: "What is stored is damaged" },
  unreachable: { status: 503, title: "The host does not answer" },
  internal: { status: 500, title: "Something went wrong on this side" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

export const isProblemCode = (code: unknown): code is ProblemCode =>
  typeof code === "string" && Object.hasOwn(problems, code);

export interface ProblemOptions {
  readonly cause?: unknown;
  readonly requestId?: string;
  readonly reasons?: readonly string[];
  readonly retryAfter?: number;
}

/** An expected failure with a stable `code`. Anything else that is thrown is a bug. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  /** What the code means, for people. */
  readonly title: string;
  /** What went wrong this time, if there is more to say. */
  readonly detail: string | undefined;
  /** The HTTP status that belongs to the code. */
  readonly status: number;
  /** Given by a host: finds the request in its log. */
  readonly requestId: string | undefined;
  /** With `poor_quality` and `liveness_failed`: each thing that speaks against it, by a stable word. */
  readonly reasons?: readonly string[];
  /** Seconds until it is worth another try, where that is known. */
  readonly retryAfter?: number;

  constructor(code: ProblemCode, detail?: string, options: ProblemOptions = {}) {
    super(detail ?? problems[code].title, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.title = problems[code].title;
    this.detail = detail;
    this.status = problems[code].status;
    this.requestId = options.requestId;
    if (options.reasons) this.reasons = options.reasons;
    if (options.retryAfter !== undefined) this.retryAfter = options.retryAfter;
  }
}
