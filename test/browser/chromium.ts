import { existsSync } from "node:fs";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** How to launch the system's Chromium, without any connection of its own. */
export const quietChromium = {
  executablePath: process.env.CHROMIUM ?? places.find((place) => existsSync(place)) ?? "chromium",
  args: [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

/** The same, with WebGPU: on a machine without a GPU it is SwiftShader's adapter, slow, but it computes the same. */
export const chromium = { ...quietChromium, args: [...quietChromium.args, "--enable-unsafe-webgpu"] };
