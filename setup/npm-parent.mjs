const lookEveryMs = 500;

/**
 * npm runs a script by a shell that does not pass on a signal but dies of it: `kill`, unlike Ctrl-C, would
 * end npm and the shell and leave us behind with our children. So their end is taken for that signal.
 */
export function stopWhenNpmIsGone() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const look = () => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  };
  const timer = setInterval(look, lookEveryMs);
  timer.unref();
}
