import { existsSync, readFileSync } from "node:fs";

/**
 * A name that no other process bears, living or dead: process numbers come again, soon so in containers,
 * hence the time of the start as well, where the system tells it.
 *
 * @param {number} pid
 * @returns {string | undefined} nothing if no such process lives
 */
export function identityOf(pid) {
  if (existsSync("/proc/self/stat")) return identityOnLinux(pid);
  try {
    process.kill(pid, 0);
    return String(pid);
  } catch {
    return undefined;
  }
}

function identityOnLinux(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field, in parentheses, may hold spaces; the 22nd is the start, in ticks since the boot.
    const fromThirdField = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return `${pid}-${fromThirdField[19]}`;
  } catch {
    return undefined;
  }
}
