import { createRoute } from "@hono/zod-openapi";
import * as schemas from "./collection-schemas.ts";
import { paths } from "./paths.ts";
import { body, generally, json, lines, problem, security, withBody } from "./route-parts.ts";
import { collectionParameters, identified, subjectParameters } from "./schemas.ts";

/** What a server has, and an edge worker has not. */
const tags = ["server"];

const changing = { ...withBody, 409: problem, 507: problem };

/** What is asked of a collection as a whole: by secret keys. */
export const collectionRoutes = {
  collection: createRoute({
    ...paths.collection,
    operationId: "collection",
    tags,
    summary: "What there is of a collection: its models, its fields, how far it has moved",
    security,
    request: { params: collectionParameters },
    responses: { 200: json(schemas.collectionState, "The collection"), ...generally },
  }),
  declareFields: createRoute({
    ...paths.declareFields,
    operationId: "declareFields",
    tags,
    summary: "Declare fields of metadata to filter by",
    description: "Makes the collection if there is none. Fields may be added; one that is declared keeps its type.",
    security,
    request: { params: collectionParameters, body: body(schemas.fieldsBody) },
    responses: { 200: json(schemas.collectionState, "Declared"), ...changing },
  }),
  subjects: createRoute({
    ...paths.subjects,
    operationId: "subjects",
    tags,
    summary: "Who is enrolled, in the order of their names",
    security,
    request: { params: collectionParameters, query: schemas.subjectsQuery },
    responses: { 200: json(schemas.subjectPage, "A page of subjects"), ...generally },
  }),
  enrolMany: createRoute({
    ...paths.enrolMany,
    operationId: "enrolMany",
    tags,
    summary: "Enrol many, a line each",
    description:
      "NDJSON both ways, as it comes: each line is answered in its turn, by its number, when it is on disk or refused, " +
      "and what one is refused for harms no other. The last line is a summary; without it the answer was cut off. A " +
      "line has 16,384 bytes at most.",
    security,
    request: {
      params: collectionParameters,
      body: { required: true, ...lines(schemas.enrolLine, "An enrolment a line") },
    },
    responses: { 200: lines(schemas.enrolAnswer, "What became of each line; then a summary"), ...changing },
  }),
  exportTemplates: createRoute({
    ...paths.exportTemplates,
    operationId: "exportTemplates",
    tags,
    summary: "All templates, in the clear",
    description: "For keys that may have them. The last line is a summary; without it the answer was cut off.",
    security,
    request: { params: collectionParameters, query: schemas.exportQuery },
    responses: { 200: lines(schemas.exportAnswer, "A template a line; then a summary"), ...generally },
  }),
  similar: createRoute({
    ...paths.similar,
    operationId: "similar",
    tags,
    summary: "Who looks like an enrolled subject, the subject itself left out",
    security,
    request: { params: subjectParameters, body: body(schemas.similarBody) },
    responses: { 200: json(identified, "Who passes the threshold; perhaps nobody"), ...withBody, 409: problem },
  }),
  group: createRoute({
    ...paths.group,
    operationId: "group",
    tags,
    summary: "Who is enrolled more than once: subjects that are linked by comparisons that pass",
    description: "The last line is a summary; without it the answer was cut off.",
    security,
    request: { params: collectionParameters, body: body(schemas.groupBody) },
    responses: { 200: lines(schemas.groupAnswer, "A group a line; then a summary"), ...withBody, 409: problem },
  }),
  migrate: createRoute({
    ...paths.migrate,
    operationId: "migrate",
    tags,
    summary: "Begin to move the collection to another model",
    description: "Until the move is finished or abandoned, subjects may have templates of both, and are found by either.",
    security,
    request: { params: collectionParameters, body: body(schemas.migrateBody) },
    responses: { 200: json(schemas.collectionState, "Begun"), ...changing },
  }),
  finishMigration: createRoute({
    ...paths.finishMigration,
    operationId: "finishMigration",
    tags,
    summary: "End the move: the templates of the model before go",
    security,
    request: { params: collectionParameters, body: body(schemas.finishMigrationBody) },
    responses: { 200: json(schemas.collectionState, "Moved"), ...changing },
  }),
  abandonMigration: createRoute({
    ...paths.abandonMigration,
    operationId: "abandonMigration",
    tags,
    summary: "Undo the move: the templates of the new model go",
    security,
    request: { params: collectionParameters },
    responses: { 200: json(schemas.collectionState, "Undone"), ...generally, 409: problem, 507: problem },
  }),
} as const;
