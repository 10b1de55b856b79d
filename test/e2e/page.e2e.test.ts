import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium as playwright, type Browser, type Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import getPort from "get-port";
import { buildPage, servePage } from "@likeness/demo/page";
import { startServices, type Services } from "@likeness/demo/services";
import { chromium } from "../browser/chromium.ts";
import { portraits } from "../fixtures/pictures.ts";
import { writeCameraFilm } from "./camera.ts";
import { mainThreadTasks } from "./main-thread.ts";

/** Set to keep what the page looks like, for the README. */
const screenshots = process.env.LIKENESS_SCREENSHOTS;

let directory: string;
let services: Services;
let server: Awaited<ReturnType<typeof servePage>>;
let browser: Browser;
let page: Page;
/** Addresses that the page and its worker asked for. */
const requested: string[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "likeness-"));
  const port = await getPort();
  const origin = `http://localhost:${port}`;
  services = await startServices({ directory, origin });
  await buildPage();
  server = await servePage({ port, endpoint: services.edge, key: services.key, pageKey: services.pageKey });

  const film = join(directory, "camera.mjpeg");
  await writeCameraFilm(film, (await portraits())[8]!);
  browser = await playwright.launch({
    ...chromium,
    args: [
      ...chromium.args,
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      `--use-file-for-fake-video-capture=${film}`,
    ],
  });
  page = await browser.newPage({ viewport: sizes[""], deviceScaleFactor: 2 });
  page.context().on("request", (request) => requested.push(request.url()));
  await page.goto(origin);
  await page.getByTestId("models-ready").waitFor({ state: "visible", timeout: 60_000 });
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await services?.stop();
  await rm(directory, { recursive: true, force: true });
});

const answer = (outcome: string) => page.locator(`[data-testid=answer][data-outcome="${outcome}"]`);
const faces = (count: number) => page.locator(`[data-testid=face-found][data-count="${count}"]`);

const sizes = { "": { width: 1280, height: 944 }, "-phone": { width: 390, height: 844 } };

/** The page as it is now: on a desk and on a phone, light and dark. */
async function pictures(name: string): Promise<void> {
  if (!screenshots) return;
  for (const [suffix, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const path = join(screenshots, `${name}${suffix}${colorScheme === "dark" ? "-dark" : ""}.png`);
      // Colours glide; a picture shows where they end.
      await page.screenshot({ path, scale: "css", fullPage: suffix !== "", animations: "disabled" });
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(sizes[""]);
}

test("a person is enrolled, verified and identified by camera, and others are not taken for them", async () => {
  await page.getByTestId("use-camera").click();
  await faces(1).waitFor({ timeout: 60_000 });
  await page.getByTestId("subject-name").fill("Ada Lovelace");
  await page.getByTestId("enrol").click();
  await answer("enrolled").waitFor();
  await page.locator("[data-fact=searchable]").waitFor();

  await page.getByTestId("verify").click();
  await answer("match").waitFor();
  await page.getByTestId("identify").click();
  await answer("identified").waitFor();
  expect(await page.getByTestId("answer").textContent()).toContain("Ada Lovelace");
  await pictures("demo");

  await page.getByTestId("use-file").setInputFiles({
    name: "somebody-else.jpg",
    mimeType: "image/jpeg",
    buffer: (await portraits())[0]!,
  });
  await page.locator("#stage[data-means=picture]").waitFor();
  await faces(1).waitFor();
  await page.getByTestId("verify").click();
  await answer("no-match").waitFor();
  await page.getByTestId("identify").click();
  await answer("nobody").waitFor();

  await page.getByTestId("erase").click();
  await answer("erased").waitFor();
  await page.getByTestId("verify").click();
  await page.locator("[data-testid=answer][data-code=proof_invalid]").waitFor();
});

test("a picture of several people is not enrolled until one of them is chosen", async () => {
  await page.getByTestId("sample").first().click();
  await faces(3).waitFor();
  await page.getByTestId("subject-name").fill("Grace Hopper");
  await page.getByTestId("enrol").click();
  await page.locator("[data-testid=answer][data-code=several_faces]").waitFor();
  await page.getByTestId("face").nth(1).click();
  await page.getByTestId("enrol").click();
  await answer("enrolled").waitFor();
  await page.getByTestId("verify").click();
  await answer("match").waitFor();
  await pictures("group");
});

test("the light runtime is taken, and nothing of onnxruntime is fetched until it is asked for", async () => {
  await page.locator("[data-testid=backend][data-backend=light]").waitFor();
  expect(requested.filter((url) => url.includes("/likeness/models/")).length).toBeGreaterThan(0);
  expect(requested.filter((url) => url.includes("ort-wasm"))).toEqual([]);

  await page.getByTestId("backend-choice").selectOption("wasm");
  await page.locator("[data-testid=backend][data-backend=wasm]").waitFor({ timeout: 60_000 });
  expect(await page.getByTestId("backend").textContent()).toContain("asked for");
  expect(requested.some((url) => url.includes("/likeness/wasm/ort-wasm"))).toBe(true);
  // The picture that is there is looked at again.
  await faces(3).waitFor({ timeout: 60_000 });
  await page.getByTestId("backend-choice").selectOption("auto");
  await page.locator("[data-testid=backend][data-backend=light]").waitFor({ timeout: 60_000 });
  await faces(3).waitFor({ timeout: 60_000 });
});

test("what is measured of a face is shown with its limits", async () => {
  const rows = page.getByTestId("quality").locator("div");
  expect(await rows.count()).toBe(13);
  expect(await rows.filter({ hasText: "eye distance" }).textContent()).toMatch(/\d+ px.*≥ 16 px/);
  expect(await page.getByTestId("quality-score").textContent()).toMatch(/^\d+ %$/);
});

test("analysing never holds the page's own thread for a frame's time", async () => {
  await page.getByTestId("use-camera").click();
  await faces(1).waitFor({ timeout: 60_000 });
  const tasks = await mainThreadTasks(browser, page, 3_000);
  expect(tasks.length).toBeGreaterThan(20);
  // Of the processor's time: what other programs take meanwhile is not the page's. One of these hundreds may
  // be the collection of garbage; an analysis on this thread would be in each frame.
  expect(tasks.filter((ms) => ms > 16).length).toBeLessThanOrEqual(1);
  await page.getByTestId("use-camera").click();
});

test("a file that is no picture is said to be none", async () => {
  const buffer = Buffer.from("not a picture");
  await page.getByTestId("use-file").setInputFiles({ name: "broken.jpg", mimeType: "image/jpeg", buffer });
  await page.locator("[data-testid=answer][data-code=broken_picture]").waitFor();
});

test("nothing reaches over the edge of a small phone's screen", async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByTestId("sample").first().click();
  await faces(3).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.setViewportSize(sizes[""]);
});
