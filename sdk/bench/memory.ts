import { type Figure, type Measured, slope, table } from "@likeness/bench";
import type { Browser, CDPSession, Page } from "playwright";
import { ours, type Contender } from "./contenders.ts";
import type { Site } from "./serve.ts";

/** What lives, in bytes, after the garbage is collected; in the page and in its worker. */
export interface MemorySample {
  /** Cycles or embeddings until now. */
  readonly done: number;
  /** JavaScript's objects and array buffers. */
  readonly javascript: number;
  /** WebAssembly's memories, which never shrink. */
  readonly wasm: number;
}

export interface Soak {
  readonly cycles: readonly MemorySample[];
  readonly embeddings: readonly MemorySample[];
}

export interface SoakOptions {
  readonly contender?: Contender;
  /** Of create, embed, dispose. */
  readonly cycles?: number;
  /** With one created instance. */
  readonly embeddings?: number;
  /** Measurings in each. */
  readonly samples?: number;
}

/** Lets `performance.measureUserAgentSpecificMemory` answer at once; else it waits for minutes, so as to tell nothing. */
export const soakFlags = ["--enable-blink-features=ForceEagerMeasureMemory"];

/**
 * Uses the library in one page for long, and looks at the memory from time to time. The browser is one launched with
 * `soakFlags`.
 */
export async function soak(
  browser: Browser,
  site: Site,
  { contender = ours, cycles = 1000, embeddings = 10_000, samples = 40 }: SoakOptions = {},
): Promise<Soak> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    page.on("worker", (worker) => void worker.evaluate(noteWasmMemories).catch(ended));
    // Isolated, because only such a page may measure its memory.
    await page.goto(site.url(contender, 1, { isolated: true }));
    const devtools = await context.newCDPSession(page);
    const cycled = await sample(page, devtools, cycles, samples, (times) => bench.cycle(times));
    await page.evaluate(() => bench.prepare());
    const embedded = await sample(page, devtools, embeddings, samples, (times) => bench.repeat(times));
    return { cycles: cycled, embeddings: embedded };
  } finally {
    await context.close();
  }
}

async function sample(
  page: Page,
  devtools: CDPSession,
  total: number,
  samples: number,
  work: (times: number) => Promise<void>,
): Promise<MemorySample[]> {
  const taken: MemorySample[] = [];
  let done = 0;
  for (let i = 1; i <= samples; i++) {
    const until = Math.round((i * total) / samples);
    await page.evaluate(work, until - done);
    done = until;
    taken.push({ done, ...(await lives(page, devtools)) });
  }
  return taken;
}

async function lives(page: Page, devtools: CDPSession): Promise<Omit<MemorySample, "done">> {
  // Twice, because what finalizers let go of is garbage only then.
  for (let i = 0; i < 2; i++) await devtools.send("HeapProfiler.collectGarbage");
  const { breakdown } = await page.evaluate(() => (performance as unknown as MeasuresMemory).measureUserAgentSpecificMemory());
  const scripts = breakdown.filter(({ types }) => types.includes("JavaScript"));
  const wasm = await Promise.all(page.workers().map((worker) => worker.evaluate(wasmBytes).catch(ended)));
  return {
    javascript: scripts.reduce((sum, { bytes }) => sum + bytes, 0),
    wasm: wasm.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0),
  };
}

/** What TypeScript's library does not know yet. */
interface MeasuresMemory {
  measureUserAgentSpecificMemory(): Promise<{ breakdown: { bytes: number; types: string[] }[] }>;
}

/** A worker may end while it is asked. */
function ended(): undefined {
  return undefined;
}

declare global {
  var wasmMemories: WeakRef<WebAssembly.Memory>[] | undefined;
}

function wasmBytes(): number {
  return globalThis.wasmMemories!.reduce((sum, memory) => sum + (memory.deref()?.buffer.byteLength ?? 0), 0);
}

/** Runs in a worker before anything else. */
function noteWasmMemories(): void {
  const memories: WeakRef<WebAssembly.Memory>[] = (globalThis.wasmMemories = []);
  const { instantiate, instantiateStreaming } = WebAssembly;
  const Made = WebAssembly.Memory;
  const note = (memory: WebAssembly.Memory) => memories.push(new WeakRef(memory));
  WebAssembly.Memory = class extends Made {
    constructor(...of: ConstructorParameters<typeof Made>) {
      super(...of);
      note(this);
    }
  };
  const noteExports = <Result extends WebAssembly.Instance | WebAssembly.WebAssemblyInstantiatedSource>(result: Result) => {
    const { exports } = "instance" in result ? result.instance : result;
    for (const value of Object.values(exports)) if (value instanceof Made) note(value);
    return result;
  };
  WebAssembly.instantiate = (async (...given: Parameters<typeof instantiate>) =>
    noteExports(await instantiate.apply(WebAssembly, given))) as typeof instantiate;
  WebAssembly.instantiateStreaming = async (...given) =>
    noteExports(await instantiateStreaming.apply(WebAssembly, given));
}

/**
 * Bytes by which memory may grow with each cycle or embedding, in the second half of a run; what is
 * kept of each would be more: an embedding's smallest input alone has 150,000 bytes.
 */
export const allowed = { cycle: 4096, embedding: 256 } as const;

const kinds = ["javascript", "wasm"] as const;
type Kind = (typeof kinds)[number];

/** Bytes by which it grows with each, by the least-squares line through the second half of the samples. */
export function growth(samples: readonly MemorySample[], kind: Kind): number {
  return slope(samples.slice(Math.floor(samples.length / 2)).map((sample) => [sample.done, sample[kind]] as const));
}

/** The soak at its full length. */
export async function measureMemory(browser: Browser, site: Site, options?: SoakOptions): Promise<Measured> {
  const { cycles, embeddings } = await soak(browser, site, options);
  const runs = [
    { name: "cycle", samples: cycles },
    { name: "embedding", samples: embeddings },
  ] as const;
  const figures = runs.flatMap(({ name, samples }) =>
    kinds.flatMap((kind): Figure[] => {
      const value = growth(samples, kind);
      const last = samples.at(-1)!;
      return [
        { name: `${kind} after ${last.done} ${name}s`, value: last[kind], unit: "bytes" },
        {
          name: `${kind}, growth with each ${name}, at most`,
          value,
          unit: "bytes",
          goal: allowed[name],
          met: value <= allowed[name],
        },
      ];
    }),
  );
  const rows = runs.flatMap(({ name, samples }) =>
    kinds.map((kind) => {
      const [first, middle, last] = [samples[0]!, samples[Math.floor(samples.length / 2)]!, samples.at(-1)!];
      const mebibytes = ({ [kind]: bytes }: MemorySample) => (bytes / 2 ** 20).toFixed(2);
      const grows = growth(samples, kind);
      return [
        `${last.done} ${name}s`,
        kind,
        ...[first, middle, last].map(mebibytes),
        grows.toFixed(1),
        `${allowed[name]} ${grows <= allowed[name] ? "met" : "missed"}`,
      ];
    }),
  );
  return {
    name: "memory",
    figures,
    tables: [table(["likeness", "memory", "first MiB", "middle", "last", "bytes each", "at most"], rows)],
  };
}
