/** What something took, in ms on the page's clock. */
export interface Span {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Notes when WebAssembly is compiled and what is fetched from now on. @returns what was noted until called */
export function spans(): () => Span[] {
  const noted: Span[] = [];
  const watched = WebAssembly as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
  for (const name of ["compile", "compileStreaming", "instantiate", "instantiateStreaming"]) {
    const original = watched[name]!;
    watched[name] = async (...given) => {
      const start = performance.now();
      try {
        return await original.apply(WebAssembly, given);
      } finally {
        noted.push({ name: `WebAssembly.${name}`, start, end: performance.now() });
      }
    };
  }
  return () => [
    ...noted,
    ...performance.getEntriesByType("resource").map(({ name, startTime, duration }) => ({
      name: new URL(name).pathname,
      start: startTime,
      end: startTime + duration,
    })),
  ];
}
