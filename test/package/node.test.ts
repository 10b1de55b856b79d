import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { groupPicture } from "../fixtures/pictures.ts";
import { installSdk, packSdk } from "./packed.ts";

test("in Node the package embeds faces with the models that it carries", async () => {
  const packed = await packSdk();
  const project = await installSdk(packed.tarball, join(import.meta.dirname, "program"), ["onnxruntime-node", "sharp"]);
  try {
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ["embed.js", groupPicture(1)], { cwd: project.directory });
    const { modelId, vectors } = JSON.parse(stdout) as { modelId: string; vectors: number[][] };
    expect(modelId).toMatch(/^dlib-resnet@[0-9a-f]{16}$/);
    expect(vectors.map((vector) => Math.hypot(...vector))).toEqual([1, 1, 1].map((length) => expect.closeTo(length, 4)));
  } finally {
    await project.remove();
    await packed.remove();
  }
});
