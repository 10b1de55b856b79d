import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { chromium } from "./test/browser/chromium.ts";
import { embedInNode } from "./test/browser/embed-in-node.ts";
import { remoteKeys, remoteServer, remoteUrl } from "./test/edge/remote-server.ts";
import { keyRing } from "./test/fixtures/keys.ts";
import { newWorkerSecrets } from "./test/fixtures/worker-secrets.ts";

export default defineConfig({
  test: {
    // The worker under test writes one for each of its answers.
    onConsoleLog: (line) => !line.startsWith('{"event":"answer"'),
    projects: [
      {
        test: {
          name: "node",
          include: ["{bench,sdk,server,models,demo,test}/**/*.test.ts"],
          exclude: ["**/node_modules/**", "**/*.{workerd,chromium,e2e}.test.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: {
                ...(await newWorkerSecrets()),
                KEYS: JSON.stringify(keyRing),
                REMOTE_URL: remoteUrl,
                REMOTE_KEYS: JSON.stringify(remoteKeys),
                ORIGINS: "http://page.test",
                POLICIES: JSON.stringify({ strict: { changesNeedTicket: true } }),
              },
              outboundService: remoteServer(),
            },
          }),
        ],
        test: { name: "workerd", include: ["{edge,test}/**/*.workerd.test.ts"], testTimeout: 30_000 },
      },
      {
        server: { headers: { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" } },
        optimizeDeps: { exclude: ["onnxruntime-web", "jose"], include: ["axe-core", "react", "react-dom/client"] },
        test: {
          name: "chromium",
          include: ["{sdk,models,test}/**/*.chromium.test.ts"],
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromium }),
            instances: [{ browser: "chromium" }],
            commands: { embedInNode },
          },
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/**/*.e2e.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
