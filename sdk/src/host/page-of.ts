import type { Page } from "./gallery.ts";

/** The page that a query asks for. */
export const pageOf = ({ cursor, limit }: { cursor?: string | undefined; limit: number }): Page => ({
  after: Number(cursor ?? 0),
  limit,
});
