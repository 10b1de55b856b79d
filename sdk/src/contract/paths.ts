/**
 * Where each operation is. Plain data without a schema library, so that the client carries no more than this.
 * A verb on a resource follows a colon, as in `…/subjects/ada:verify`.
 */
export const paths = {
  health: { method: "get", path: "/v1/health" },
  ready: { method: "get", path: "/v1/ready" },
  keys: { method: "get", path: "/v1/keys" },
  enrol: { method: "post", path: "/v1/collections/{collection}/subjects/{subject}/templates" },
  read: { method: "get", path: "/v1/collections/{collection}/subjects/{subject}" },
  erase: { method: "delete", path: "/v1/collections/{collection}/subjects/{subject}" },
  verify: { method: "post", path: "/v1/collections/{collection}/subjects/{subject}:verify" },
  challenge: { method: "post", path: "/v1/collections/{collection}/subjects/{subject}/challenges" },
  devices: { method: "get", path: "/v1/collections/{collection}/subjects/{subject}/devices" },
  addDevice: { method: "post", path: "/v1/collections/{collection}/subjects/{subject}/devices" },
  revokeDevice: { method: "delete", path: "/v1/collections/{collection}/subjects/{subject}/devices/{device}" },
  enable: { method: "post", path: "/v1/collections/{collection}/subjects/{subject}:enable" },
  auditLog: { method: "get", path: "/v1/collections/{collection}/subjects/{subject}/audit-log" },
  grantOffline: { method: "post", path: "/v1/collections/{collection}/subjects/{subject}/offline-grants" },
  sendAudits: { method: "post", path: "/v1/collections/{collection}/subjects/{subject}/offline-audits" },
  audits: { method: "get", path: "/v1/collections/{collection}/subjects/{subject}/offline-audits" },
  identify: { method: "post", path: "/v1/collections/{collection}:identify" },
  collection: { method: "get", path: "/v1/collections/{collection}" },
  declareFields: { method: "post", path: "/v1/collections/{collection}/fields" },
  subjects: { method: "get", path: "/v1/collections/{collection}/subjects" },
  enrolMany: { method: "post", path: "/v1/collections/{collection}/templates" },
  exportTemplates: { method: "get", path: "/v1/collections/{collection}/templates" },
  similar: { method: "post", path: "/v1/collections/{collection}/subjects/{subject}:similar" },
  group: { method: "post", path: "/v1/collections/{collection}:group" },
  migrate: { method: "post", path: "/v1/collections/{collection}:migrate" },
  finishMigration: { method: "post", path: "/v1/collections/{collection}/migration:finish" },
  abandonMigration: { method: "post", path: "/v1/collections/{collection}/migration:abandon" },
} as const;

export const openApiPath = "/v1/openapi.json";

export const idempotencyHeader = "Idempotency-Key";
export const requestIdHeader = "X-Request-Id";
/** A ticket of the tenant's backend: see `device/ticket.ts`. */
export const ticketHeader = "Likeness-Ticket";
/** A proof by a device that is registered: see `device/proof.ts`. */
export const proofHeader = "Likeness-Proof";
/** A proof by a device that is to be registered by this request. */
export const newDeviceHeader = "Likeness-New-Device";

/**
 * Milliseconds that whoever calls waits for the answer, from when the call arrives: 1 to 3,600,000. With any call.
 *
 * There is no standard that fits. `Prefer: wait` (RFC 7240, section 4.3) counts whole seconds, too coarse for a search,
 * and may be passed over; `Request-Timeout` (draft-thomson-hybi-http-timeout) has expired and counts seconds as well. As
 * in gRPC's `grpc-timeout` it is a duration and no time of day, so that clocks need not agree.
 */
export const timeoutHeader = "Likeness-Timeout";

export type OperationName = keyof typeof paths;

/** The names between braces in a path. */
type Parameters<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Parameters<Rest>
  : never;

/** `fillPath("verify", { collection: "staff", subject: "ada" })` is `/v1/collections/staff/subjects/ada:verify`. */
export function fillPath<Name extends OperationName>(
  name: Name,
  values: Record<Parameters<(typeof paths)[Name]["path"]>, string>,
): string {
  return paths[name].path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) =>
    encodeURIComponent((values as Record<string, string>)[parameter]!),
  );
}
