import { stringify } from "yaml";
import type { ResolvedConfig } from "./read-config.ts";

/** A configuration with all its defaults, to be kept with the run and to be run again. */
export function resolvedYaml(config: ResolvedConfig): string {
  return `# As it was resolved: every default is written out, and paths are absolute.\n${stringify(config)}`;
}
