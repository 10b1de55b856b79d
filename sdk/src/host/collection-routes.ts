import { encodeTemplate, Problem } from "../core/index.ts";
import { ndjsonType, type GroupLine, type TemplateLine } from "../contract/index.ts";
import type { Collections, ExportedTemplate } from "./collections.ts";
import { enrolMany } from "./enrol-many.ts";
import { exported } from "./exported.ts";
import { identifiedAnswer } from "./answers.ts";
import type { HostOptions } from "./host-options.ts";
import type { Call, Host } from "./known.ts";
import { operationRoute, routed } from "./operation-route.ts";
import { cursorOf, filterIn, nameOf } from "./subjects-query.ts";

/** What a host does with collections as a whole: for secret keys. */
export function collectionRoutes(app: Host, collections: Collections, options: HostOptions): void {
  const { onFailure } = options;
  const asked = (c: Call) => ({ caller: c.get("caller")!, underway: c.get("underway")! });

  app.openapi(operationRoute("collection"), async (c) => {
    const { caller, underway } = asked(c);
    return c.json(await collections.state(caller, c.req.valid("param").collection, underway), 200);
  });

  app.openapi(operationRoute("declareFields"), async (c) => {
    const { caller, underway } = asked(c);
    const { fields } = c.req.valid("json");
    return c.json(await collections.declare(caller, c.req.valid("param").collection, fields, underway), 200);
  });

  app.openapi(operationRoute("subjects"), async (c) => {
    const { caller, underway } = asked(c);
    const { cursor, limit, filter } = c.req.valid("query");
    const page = {
      after: cursor === undefined ? undefined : nameOf(cursor),
      limit,
      filter: filter === undefined ? undefined : filterIn(filter),
    };
    const { subjects, next } = await collections.list(caller, c.req.valid("param").collection, page, underway);
    return c.json({ subjects, ...(next !== undefined && { cursor: cursorOf(next) }) }, 200);
  });

  app.openapi(operationRoute("enrolMany"), async (c) => {
    const type = c.req.header("content-type")?.split(";")[0]!.trim().toLowerCase();
    if (type !== ndjsonType) throw new Problem("unsupported_media_type", `send ${ndjsonType}`);
    return routed(await enrolMany(c, collections, c.req.valid("param").collection, options));
  });

  app.openapi(operationRoute("exportTemplates"), async (c) => {
    const { caller } = asked(c);
    const { collection } = c.req.valid("param");
    const { encoding } = c.req.valid("query");
    const lineOf = ({ template, ...rest }: ExportedTemplate): TemplateLine => ({
      ...rest,
      template: encodeTemplate(template, encoding),
    });
    let templates = 0;
    const streaming = {
      begin: (signal: AbortSignal) => collections.templates(caller, collection, { signal }),
      lines: (piece: readonly ExportedTemplate[]) => {
        templates += piece.length;
        return piece.map(lineOf);
      },
      summary: () => ({ templates }),
    };
    return routed(await exported(c, streaming, onFailure));
  });

  app.openapi(operationRoute("similar"), async (c) => {
    const { caller, underway } = asked(c);
    const { targetFpir, maxCandidates, filter } = c.req.valid("json");
    const search = { targetFpir, maxCandidates, filter };
    const found = await collections.similar(caller, c.req.valid("param"), search, underway);
    return c.json(identifiedAnswer(caller, found), 200);
  });

  app.openapi(operationRoute("group"), async (c) => {
    const { caller } = asked(c);
    const { collection } = c.req.valid("param");
    const { modelId, targetFmr } = c.req.valid("json");
    let [groups, subjects] = [0, 0];
    const streaming = {
      begin: (signal: AbortSignal) => collections.groups(caller, collection, { modelId, targetFmr }, { signal }),
      lines: (piece: readonly (readonly string[])[]): GroupLine[] => {
        groups += piece.length;
        subjects += piece.reduce((sum, names) => sum + names.length, 0);
        return piece.map((names) => ({ subjects: names }));
      },
      summary: () => ({ groups, subjects }),
    };
    return routed(await exported(c, streaming, onFailure));
  });

  app.openapi(operationRoute("migrate"), async (c) => {
    const { caller, underway } = asked(c);
    const { to } = c.req.valid("json");
    options.models.card(to);
    return c.json(await collections.migrate(caller, c.req.valid("param").collection, to, underway), 200);
  });

  app.openapi(operationRoute("finishMigration"), async (c) => {
    const { caller, underway } = asked(c);
    const { dropUnreached } = c.req.valid("json");
    const { collection } = c.req.valid("param");
    return c.json(await collections.finishMigration(caller, collection, dropUnreached, underway), 200);
  });

  app.openapi(operationRoute("abandonMigration"), async (c) => {
    const { caller, underway } = asked(c);
    return c.json(await collections.abandonMigration(caller, c.req.valid("param").collection, underway), 200);
  });
}
