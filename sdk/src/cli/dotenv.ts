/** As `.dev.vars`, `--env-file` and a shell read it. None of our values has a quote of this kind in it. */
export function dotenv(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}='${value}'`)
    .join("\n");
}
