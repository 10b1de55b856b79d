export { fetchBundle, type FetchBundleOptions, type GetFile } from "./bundle/fetch-bundle.ts";
export { makeBundle, type BundleOptions } from "./bundle/make-bundle.ts";
export type { Manifest } from "./bundle/manifest.ts";
export { openBundle, type OpenBundleOptions, type OpenedBundle } from "./bundle/open-bundle.ts";
export { s3Files, type AwsEnvironment } from "./bundle/s3-files.ts";
export { lambdaHandler, type LambdaContext, type LambdaHandler } from "./handler.ts";
export { readingApp, type ReadingApp, type ReadingAppOptions } from "./reading-app.ts";
