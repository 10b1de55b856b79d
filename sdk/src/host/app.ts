import { bindingRoutes } from "./binding-routes.ts";
import { collectionRoutes } from "./collection-routes.ts";
import { galleryRoutes } from "./gallery-routes.ts";
import type { HostOptions } from "./host-options.ts";
import type { Host } from "./known.ts";
import { offlineRoutes } from "./offline-routes.ts";
import { openRoutes } from "./open-routes.ts";
import { createShell } from "./shell.ts";

/** The contract over HTTP, for whichever gallery stands behind it. */
export function createHost(options: HostOptions): Host {
  const app = createShell(options);
  openRoutes(app, options);
  galleryRoutes(app, options);
  if (options.binding) bindingRoutes(app, options.binding);
  if (options.collections) collectionRoutes(app, options.collections, options);
  offlineRoutes(app, options);
  return app;
}
