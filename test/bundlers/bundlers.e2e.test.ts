import { execFile } from "node:child_process";
import { cp } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { chromium as playwright, type Browser } from "playwright";
import { createServer } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chromium } from "../browser/chromium.ts";
import { installSdk, packSdk, type Project } from "../package/packed.ts";
import { builds } from "./builds.ts";
import { serveSite, type Site } from "./site.ts";

const demo = join(dirname(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json")), "demo");
const packages = ["onnxruntime-web", "onnxruntime-node", "sharp", "react", "react-dom"];

let packed: Awaited<ReturnType<typeof packSdk>>;
let browser: Browser;

beforeAll(async () => {
  packed = await packSdk();
  browser = await playwright.launch(chromium);
});

afterAll(async () => {
  await browser?.close();
  await packed?.remove();
});

/** A user's project with the SDK, its directory of assets and a picture of three people. */
async function install(fixture: string): Promise<Project> {
  const project = await installSdk(packed.tarball, join(import.meta.dirname, "fixtures", fixture), packages);
  const likeness = join(project.directory, "node_modules/.bin/likeness");
  await promisify(execFile)(process.execPath, [likeness, "assets", "public/likeness"], { cwd: project.directory });
  await cp(join(demo, "sample1.jpg"), join(project.directory, "public/people.jpg"));
  return project;
}

/** Opens the page, which embeds the faces of the picture, and holds it to what it must and must not do. */
async function expectFaces(origin: string): Promise<void> {
  const page = await browser.newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("request", (request) => requests.push(request.url()));
  try {
    await page.goto(origin);
    const output = page.locator("output:not(:empty)");
    await output.waitFor().catch((error: unknown) => {
      throw new Error(errors.join("\n") || "no answer", { cause: error });
    });
    const vectors = JSON.parse((await output.textContent())!) as number[][];
    const lengths = vectors.map((vector) => Math.hypot(...vector));

    expect(lengths).toEqual([1, 1, 1].map((length) => expect.closeTo(length, 4)));
    expect(errors).toEqual([]);
    expect(page.workers()).not.toEqual([]);
    // Of what is large, at most the build for wasm, and that once.
    expect(requests.filter((url) => url.endsWith(".wasm")).length).toBeLessThanOrEqual(1);
    expect(requests.filter((url) => /onnxruntime-web.*webgpu|ort\.webgpu|jspi|asyncify|jsep/.test(url))).toEqual([]);
  } finally {
    await page.close();
  }
}

async function visit(project: Project, site: Site): Promise<void> {
  try {
    await expectFaces(site.origin);
  } finally {
    await site.close();
    await project.remove();
  }
}

test.each(["vite", "webpack", "esbuild", "next", "plain"] as const)("%s", async (fixture) => {
  const project = await install(fixture);
  const folder = await builds[fixture](project.directory);
  await visit(project, await serveSite([folder, join(project.directory, "public")]));
});

test("vite, in development", async () => {
  const project = await install("vite");
  // The project's packages are links out of its folder, which a user's are not.
  const server = await createServer({ root: project.directory, logLevel: "warn", server: { fs: { strict: false } } });
  await server.listen();
  const origin = server.resolvedUrls!.local[0]!;
  await visit(project, { origin, close: () => server.close() });
});

test("plain, with threads, under a content security policy", async () => {
  const project = await install("plain");
  const site = await serveSite([project.directory, join(project.directory, "public")], {
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; img-src data:",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
  });
  await visit(project, site);
});
