import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";

test("the worker carries what signs its calls, and none of AWS's SDK", async () => {
  const { metafile } = await build({
    entryPoints: [join(import.meta.dirname, "../../edge/src/worker.ts")],
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    outdir: "nowhere",
    metafile: true,
    logLevel: "error",
  });
  const carried = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  expect(carried.filter((file) => /node_modules\/(aws4fetch|@aws-sdk|@smithy)\//.test(file))).toEqual([
    expect.stringContaining("aws4fetch"),
  ]);
});
