import { createRoute, type z } from "@hono/zod-openapi";
import { paths } from "./paths.ts";
import * as schemas from "./schemas.ts";

const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { "application/json": { schema } },
});

const body = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true as const,
  content: { "application/json": { schema } },
});

const problem = {
  description: "A problem, by its stable code",
  content: { "application/problem+json": { schema: schemas.problemBody } },
};

const wait = { ...problem, headers: schemas.waitHeaders };

const versioned = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  ...json(schema, description),
  headers: schemas.versionHeaders,
});

/** Problems any operation may answer with, and the ones that belong to what it does. */
const generally = { 401: problem, 403: problem, 404: problem, 422: problem, 429: wait, 500: problem, 503: wait };
const withBody = { ...generally, 400: problem, 413: problem, 415: problem };

const security = [{ key: [] }];

/** What an edge worker has, and a server has not. */
const edge = ["edge"];

export const routes = {
  health: createRoute({
    ...paths.health,
    operationId: "health",
    summary: "Whether the host answers, and which models it takes",
    responses: { 200: json(schemas.health, "It does") },
  }),
  keys: createRoute({
    ...paths.keys,
    operationId: "keys",
    summary: "The public keys that grants, receipts and the heads of audit logs are signed by, a JWK set",
    responses: { 200: json(schemas.hostKeys, "The keys"), 500: problem },
  }),
  enrol: createRoute({
    ...paths.enrol,
    operationId: "enrol",
    summary: "Add a template to a subject",
    description: "Answered when it is on disk. The first template makes the subject and fixes its model.",
    security,
    request: {
      params: schemas.subjectParameters,
      headers: schemas.enrolHeaders,
      body: body(schemas.enrolBody),
    },
    responses: {
      201: versioned(schemas.enrolled, "Enrolled"),
      ...withBody,
      409: problem,
      412: problem,
      428: problem,
    },
  }),
  read: createRoute({
    ...paths.read,
    operationId: "read",
    summary: "What is kept of a subject; never a template itself",
    security,
    request: { params: schemas.subjectParameters },
    responses: { 200: versioned(schemas.subject, "The subject"), ...generally },
  }),
  erase: createRoute({
    ...paths.erase,
    operationId: "erase",
    summary: "Erase a subject and all its templates",
    security,
    request: { params: schemas.subjectParameters },
    responses: { 200: json(schemas.erased, "Erased"), ...generally },
  }),
  verify: createRoute({
    ...paths.verify,
    operationId: "verify",
    summary: "Compare a probe with one subject, 1:1",
    security,
    request: { params: schemas.subjectParameters, headers: schemas.provedHeaders, body: body(schemas.verifyBody) },
    responses: { 200: json(schemas.verified, "The decision, either way"), ...withBody, 409: problem },
  }),
  challenge: createRoute({
    ...paths.challenge,
    operationId: "challenge",
    tags: edge,
    summary: "A nonce to prove by that a device is there now",
    description: "Given for any subject, known or not. It holds for a minute and for one request.",
    security,
    request: { params: schemas.subjectParameters },
    responses: { 201: json(schemas.challenge, "The challenge"), ...generally },
  }),
  devices: createRoute({
    ...paths.devices,
    operationId: "devices",
    tags: edge,
    summary: "The devices that may verify as the subject",
    security,
    request: { params: schemas.subjectParameters, headers: schemas.provedHeaders },
    responses: { 200: json(schemas.devices, "The devices"), ...generally, 409: problem },
  }),
  addDevice: createRoute({
    ...paths.addDevice,
    operationId: "addDevice",
    tags: edge,
    summary: "Register another device",
    description: "As strong as enrolling: by a proof of a device that is there, a ticket with If-Match, or a secret key.",
    security,
    request: { params: schemas.subjectParameters, headers: schemas.changeHeaders },
    responses: { 201: versioned(schemas.device, "Registered"), ...generally, 409: problem, 412: problem, 428: problem },
  }),
  revokeDevice: createRoute({
    ...paths.revokeDevice,
    operationId: "revokeDevice",
    tags: edge,
    summary: "Take a device's right to verify away",
    security,
    request: { params: schemas.deviceParameters, headers: schemas.provedHeaders },
    responses: { 200: json(schemas.revoked, "Revoked"), ...generally, 409: problem },
  }),
  enable: createRoute({
    ...paths.enable,
    operationId: "enable",
    tags: edge,
    summary: "Let a subject verify again that too many failures have disabled",
    security,
    request: { params: schemas.subjectParameters },
    responses: { 200: json(schemas.enabled, "Enabled"), ...generally },
  }),
  auditLog: createRoute({
    ...paths.auditLog,
    operationId: "auditLog",
    tags: edge,
    summary: "What has happened with the subject, as a chain of hashes",
    security,
    request: { params: schemas.subjectParameters, query: schemas.pageQuery },
    responses: { 200: json(schemas.logPage, "A page of the log"), ...generally },
  }),
  grantOffline: createRoute({
    ...paths.grantOffline,
    operationId: "grantOffline",
    summary: "Let a device verify the subject while the host is out of reach",
    description: "For keys that may ask for it. Templates leave sealed to the device's key and expire with the grant.",
    security,
    request: { params: schemas.subjectParameters, body: body(schemas.grantBody) },
    responses: { 201: json(schemas.granted, "Granted"), ...withBody },
  }),
  sendAudits: createRoute({
    ...paths.sendAudits,
    operationId: "sendAudits",
    summary: "Hand in what a device has decided offline",
    description: "Answered when all of it is on disk. The same audit handed in again is kept once.",
    security,
    request: { params: schemas.subjectParameters, body: body(schemas.auditsBody) },
    responses: { 200: json(schemas.auditsKept, "Kept"), ...withBody },
  }),
  audits: createRoute({
    ...paths.audits,
    operationId: "audits",
    summary: "What devices have decided offline about the subject",
    security,
    request: { params: schemas.subjectParameters, query: schemas.pageQuery },
    responses: { 200: json(schemas.auditPage, "A page of audits"), ...generally },
  }),
  identify: createRoute({
    ...paths.identify,
    operationId: "identify",
    summary: "Search a collection for a probe, 1:N",
    security,
    request: { params: schemas.collectionParameters, body: body(schemas.identifyBody) },
    responses: {
      200: json(schemas.identified, "Who passes the threshold; perhaps nobody"),
      ...withBody,
      409: problem,
    },
  }),
} as const;
