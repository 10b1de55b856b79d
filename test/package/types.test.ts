import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installSdk, packSdk, publishedManifest, type Project } from "./packed.ts";

const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");

let project: Project;

beforeAll(async () => {
  const packed = await packSdk();
  const packages = Object.keys((await publishedManifest()).peerDependencies);
  project = await installSdk(packed.tarball, join(import.meta.dirname, "consumer"), [...packages, "@types", "csstype"]);
  await packed.remove();
});

afterAll(() => project?.remove());

/** What the compiler says about a file of the user's project, its libraries' declarations included. */
async function check(file: string, options: object): Promise<string> {
  const config = join(project.directory, `tsconfig.${file}.json`);
  const compilerOptions = {
    target: "es2024",
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: false,
    types: [],
    ...options,
  };
  await writeFile(config, JSON.stringify({ compilerOptions, files: [file] }));
  return new Promise((resolve) => {
    execFile(process.execPath, [compiler, "--pretty", "false", "-p", config], (_, stdout) => resolve(stdout));
  });
}

const resolutions = [
  { module: "esnext", moduleResolution: "bundler" },
  { module: "nodenext", moduleResolution: "nodenext" },
];
const platforms = {
  page: { lib: ["es2024", "dom", "dom.iterable"] },
  worker: { lib: ["es2024", "webworker"] },
  node: { types: ["node"] },
};
/** A Node project that has left the DOM's types out: onnxruntime's own declarations need them. */
const bareNode = { lib: ["es2024"], types: ["node"], skipLibCheck: true };

describe.each(resolutions)("found by $moduleResolution", (resolution) => {
  test.each(["page", "worker", "node"] as const)("what runs anywhere, with the types of a %s", async (platform) => {
    expect(await check("anywhere.ts", { ...resolution, ...platforms[platform] })).toBe("");
  });

  test.each(["page", "node"] as const)("what is for a %s", async (platform) => {
    expect(await check(`${platform}.ts`, { ...resolution, ...platforms[platform] })).toBe("");
  });

  test("what is for Node, in a project without the DOM's types", async () => {
    expect(await check("node.ts", { ...resolution, ...bareNode })).toBe("");
  });
});

// The package's own name stands for the SDK of the platform, which TypeScript tells by its resolution's conditions.
test.each([
  ["in-page.tsx", { ...resolutions[0], ...platforms.page, jsx: "react-jsx" }],
  ["in-node.ts", { ...resolutions[1], ...platforms.node }],
  ["in-app.ts", { ...resolutions[0], ...platforms.page, customConditions: ["react-native"] }],
] as const)("%s", async (file, options) => {
  expect(await check(file, options)).toBe("");
});
