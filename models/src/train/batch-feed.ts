import type { Inputs } from "../nn/learner.ts";

/** Where in a run a batch belongs, for an augmentation that is to be the same when the run is taken up again. */
export interface BatchPlace {
  readonly epoch: number;
  /** Steps before it, of the whole run. */
  readonly step: number;
}

/** Pictures to the network's input: decoded, augmented, stacked. */
export type LoadBatch = (pictures: Int32Array, place: BatchPlace, signal?: AbortSignal) => Promise<Inputs>;

/** Has the next batch loaded while the network learns from the present one. */
export interface BatchFeed {
  /** @param then the batch that will be asked for next, if there is one */
  batch(wanted: Wanted, then: Wanted | undefined): Promise<Inputs>;
  /** What is still being loaded is of no use any more. */
  close(): void;
}

export interface Wanted {
  readonly pictures: Int32Array;
  readonly place: BatchPlace;
}

export function batchFeed(load: LoadBatch, signal?: AbortSignal): BatchFeed {
  const closed = new AbortController();
  const either = signal ? AbortSignal.any([signal, closed.signal]) : closed.signal;
  let ahead: { readonly step: number; readonly inputs: Promise<Inputs> } | undefined;

  return {
    async batch(wanted, then) {
      const inputs = await (ahead?.step === wanted.place.step ? ahead.inputs : start(wanted));
      ahead = then && { step: then.place.step, inputs: start(then) };
      return inputs;
    },
    close: () => closed.abort(),
  };

  function start({ pictures, place }: Wanted): Promise<Inputs> {
    const inputs = load(pictures, place, either);
    // A failure is told to whoever asks for the batch; until then nobody listens, and Node would end the process.
    inputs.catch(() => {});
    return inputs;
  }
}
