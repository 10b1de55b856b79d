import { Problem, type ProblemCode } from "../../core/index.ts";
import type { DeviceTensor, Runtime, Session, Tensor } from "../../runtime/session.ts";

/** What a runtime may do at any time, and another one can be tried for. */
const faults: ReadonlySet<ProblemCode> = new Set(["device_lost", "out_of_memory", "inference_failed"]);

const isFault = (error: unknown): error is Problem => error instanceof Problem && faults.has(error.code);

/**
 * A runtime that goes on with another one when the first fails, for good: its sessions load their models again there,
 * and run what they were asked to run. For a pipeline whose inputs are in memory; those of a GPU cannot be moved, so
 * that their run fails with what the GPU's failed with, and the caller draws the picture anew: `device` gives nothing
 * from then on.
 *
 * @param fallback Starts the other one, once; it must have been held to the golden vectors, as `chooseBackend` does.
 * @param onFallback Told what failed and what took its place.
 */
export function resilientRuntime(
  primary: Runtime,
  fallback: () => Promise<Runtime>,
  onFallback?: (cause: Problem, runtime: Runtime) => void,
): Runtime {
  let current = primary;
  let switching: Promise<Runtime> | undefined;

  /** Many runs may fail at once: one of them switches, and the others wait for it. */
  function next(cause: Problem): Promise<Runtime> {
    switching ??= fallback().then(async (runtime) => {
      current = runtime;
      onFallback?.(cause, runtime);
      await primary.close?.().catch(() => {});
      return runtime;
    });
    return switching;
  }

  async function load(model: Uint8Array): Promise<Session> {
    let from = current;
    let loading: Promise<Session> = from.load(model);
    let released = false;
    try {
      await loading;
    } catch (error) {
      if (!isFault(error) || from !== primary) throw error;
      from = await next(error);
      loading = from.load(model);
      await loading;
    }

    /** On the runtime that is current: a session of the one before is no use any more. */
    async function present(): Promise<Session> {
      if (from !== current) {
        from = current;
        const gone = loading;
        loading = from.load(model);
        void gone.then((session) => session.release()).catch(() => {});
      }
      return loading;
    }

    return {
      run: async (inputs) => {
        if (released) throw new Problem("closed", "the session was released");
        const on = current;
        try {
          return await (await present()).run(inputs);
        } catch (error) {
          if (!isFault(error) || on !== primary) throw error;
          await next(error);
          if (Object.values(inputs).some(isOnDevice)) throw error;
          return (await present()).run(inputs);
        }
      },
      release: async () => {
        released = true;
        await (await loading).release();
      },
    };
  }

  return {
    get name() {
      return current.name;
    },
    get backend() {
      return current.backend;
    },
    start: async () => {
      try {
        await primary.start?.();
      } catch (error) {
        if (!isFault(error)) throw error;
        await next(error);
      }
    },
    load,
    device: () => current.device?.(),
    close: async () => {
      await switching?.catch(() => {});
      await current.close?.();
    },
  };
}

const isOnDevice = (input: Tensor | DeviceTensor): input is DeviceTensor => "buffer" in input;
