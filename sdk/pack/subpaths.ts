/** The platforms that have an entry of their own, most particular first, as `exports` wants its conditions. */
export const conditions = ["react-native", "node", "default"] as const;
export type Condition = (typeof conditions)[number];

/** A source file, without its extension and below `src`; or one for each platform. */
export type Subpath = string | (Partial<Record<Condition, string>> & { readonly default: string });

/**
 * What can be imported of the published package. The contract's schemas, the hosts' shell and the link between the two
 * hosts are not among it: they are for those who run a host, and the first two would bring zod and Hono.
 */
export const subpaths: Readonly<Record<string, Subpath>> = {
  ".": { "react-native": "likeness/react-native", node: "likeness/node", default: "likeness/browser" },
  "./backend": "backend/index",
  "./camera": "camera/index",
  "./client": "client/index",
  "./core": "core/index",
  "./device": "device/index",
  "./device/browser": "device/browser",
  "./face": "face/index",
  "./face/browser": "face/browser",
  "./face/node": "face/node",
  "./lambda": "client/lambda/index",
  "./model": "model/index",
  "./model/browser": "model/browser",
  "./model/node": "model/node",
  "./offline": "template/index",
  "./offline/browser": "template/browser",
  "./react": "react/index",
  "./runtime": "runtime/index",
  "./runtime/light": "runtime/light",
  "./runtime/node": "runtime/node",
  "./runtime/react-native": "runtime/react-native",
  "./runtime/wasm": "runtime/wasm",
  "./runtime/webgpu": "runtime/webgpu",
  "./worker": "likeness/worker",
};

/** What can be run of the published package: a command's name, and the source file that it is. */
export const programs: Readonly<Record<string, string>> = { likeness: "cli/main" };

/** What acts by being loaded, and may not be dropped for want of imported names. */
export const acting: readonly string[] = [...Object.values(programs), "likeness/worker"];

/** Every source file that a subpath or a command leads to. */
export const entries: readonly string[] = [
  ...new Set(Object.values(subpaths).flatMap((subpath) => (typeof subpath === "string" ? subpath : Object.values(subpath)))),
  ...Object.values(programs),
];
