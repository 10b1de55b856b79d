/** One line that says what is being done: rewritten on a terminal, elsewhere printed now and then. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr) {
  const every = 5_000;
  let last = performance.now();
  return {
    step(text: string): void {
      if (stream.isTTY) stream.write(`\r\x1b[2K${text.slice(0, (stream.columns || 80) - 1)}`);
      else if (performance.now() - last >= every) {
        last = performance.now();
        stream.write(`… ${text}\n`);
      }
    },
    done(): void {
      if (stream.isTTY) stream.write("\r\x1b[2K");
    },
  };
}
