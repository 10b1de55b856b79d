import { machineEnvironment } from "./environment.mjs";
import { Failure } from "./failure.mjs";
import { logged } from "./logged.mjs";
import { onPath } from "./on-path.mjs";

/** A fresh machine may be busy with its own upgrades for a while. */
const waitForOthers = ["-o", "DPkg::Lock::Timeout=300"];

/** @param {string[]} packages */
export async function aptInstall(packages) {
  if (!onPath("apt-get")) {
    throw new Failure(`this machine has no apt-get: install what Debian calls ${packages.join(" ")} by hand`);
  }
  const install = ["install", "-y", "--no-install-recommends", ...packages];
  const prefix = await rootPrefix();
  if (!prefix) {
    const command = `sudo apt-get update && sudo apt-get ${install.join(" ")}`;
    throw new Failure(`system packages are missing, and installing them takes root; run: ${command}`);
  }
  await aptGet("apt-update", prefix, ["update"]);
  await aptGet("apt-install", prefix, install);
}

/** What comes before a command to run it as root, if that can be had without a password. */
async function rootPrefix() {
  if (process.getuid() === 0) return [];
  if (!onPath("sudo")) return undefined;
  try {
    await logged("sudo", "sudo", ["-n", "true"], machineEnvironment());
    return ["sudo", "-n"];
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

async function aptGet(log, prefix, args) {
  // sudo drops the variables of its caller, so this one is set behind it.
  const quietly = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", ...waitForOthers];
  const [command, ...rest] = [...prefix, ...quietly, ...args];
  await logged(log, command, rest, machineEnvironment());
}
