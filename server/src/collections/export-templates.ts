import type { ExportedTemplate } from "@likeness/sdk/host";
import type { Store } from "../store/store.ts";

/** Of every model, by the names of subjects. @throws Problem `unknown_collection`, `store_damaged` */
export async function* exportTemplates(
  store: Pick<Store, "export">,
  { tenant, collection }: { readonly tenant: string; readonly collection: string },
): AsyncGenerator<readonly ExportedTemplate[], void, undefined> {
  for await (const { subjects } of store.export(tenant, collection)) {
    yield subjects.flatMap(({ subject, metadata, templates }) =>
      templates.map(({ templateId, enrolledAt, modelId, vector }) => ({
        subject,
        templateId,
        enrolledAt,
        template: { modelId, vector },
        metadata,
      })),
    );
  }
}
