import { existsSync } from "node:fs";
import { join } from "node:path";
import { aptInstall } from "./apt.mjs";
import { findChromium, packagesChromiumAsSnap } from "./chromium.mjs";
import { Failure } from "./failure.mjs";
import { onPath } from "./on-path.mjs";

const multiarch = { x64: "x86_64-linux-gnu", arm64: "aarch64-linux-gnu" }[process.arch] ?? "";
const includes = ["/usr/include", "/usr/local/include"];
const libraries = [join("/usr/lib", multiarch), "/usr/lib", "/usr/local/lib"];

/** Each Debian package, and how to see that what it is for is there, wherever it came from. */
const forTheServer = [
  { name: "g++", isThere: () => onPath("g++") !== undefined },
  { name: "libfaiss-dev", isThere: () => Boolean(process.env.FAISS_HOME) || isIn(includes, "faiss/Index.h") },
  { name: "libopenblas-dev", isThere: () => isIn(libraries, "libopenblas.so") },
];
const forTheTests = [{ name: "chromium", isThere: () => findChromium() !== undefined }];

function isIn(directories, file) {
  return directories.some((directory) => existsSync(join(directory, file)));
}

/**
 * @param {{ withBrowser: boolean }} options
 * @returns {import("./progress.mjs").Step}
 */
export function systemStep({ withBrowser }) {
  const needs = withBrowser ? [...forTheServer, ...forTheTests] : forTheServer;
  const missing = () => needs.filter((need) => !need.isThere()).map((need) => need.name);
  return {
    name: "system packages",
    ready: () => missing().length === 0,
    async make() {
      if (missing().includes("chromium") && packagesChromiumAsSnap()) {
        throw new Failure(
          "the tests need a browser, and Ubuntu's chromium is a snap that they cannot drive:" +
            " install Google Chrome, or set CHROMIUM to the path of a Chromium",
        );
      }
      await aptInstall(missing());
      if (missing().length > 0) throw new Failure(`installed, but still not found: ${missing().join(" ")}`);
    },
  };
}
