import { compileModule } from "./light/module.ts";
import { openSession } from "./light/session.ts";
import { Problem } from "../core/index.ts";
import { faultOf } from "./fault.ts";
import type { Runtime } from "./session.ts";

/**
 * A runtime of 20 KB for the operators of the models that come with Likeness and of those that are trained with it
 * (light/SPEC.md), on WebAssembly with SIMD and one thread. It is there at once, where onnxruntime's 14 MB have to be fetched and compiled; for a model with any
 * other operator it is no runtime: loading that is a `backend_unavailable` that names the operator.
 */
export function lightRuntime(): Runtime {
  const name = "light";
  let starting: Promise<WebAssembly.Module> | undefined;
  let isClosed = false;

  function started(): Promise<WebAssembly.Module> {
    if (isClosed) return Promise.reject(new Problem("closed", "the light runtime was closed"));
    return (starting ??= begin());
  }

  return {
    name,
    backend: "light",
    start: async () => void (await started()),
    load: async (model) => openSession(await started(), model),
    close: async () => {
      isClosed = true;
    },
  };
}

async function begin(): Promise<WebAssembly.Module> {
  try {
    return await compileModule();
  } catch (cause) {
    const { code, detail } = faultOf(cause);
    if (code !== "inference_failed") throw cause;
    throw new Problem("backend_unavailable", `the light runtime cannot be started: ${detail ?? String(cause)}`, {
      cause,
    });
  }
}
