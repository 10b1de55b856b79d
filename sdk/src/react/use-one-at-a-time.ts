import { useEffect, useState } from "react";

/** Of several things of a kind, the newest: what was under way before is ended by its signal. */
export interface OneAtATime {
  /** Ends what is under way. The signal is aborted by the next one, by `end`, and when the component goes. */
  begin(): AbortSignal;
  end(): void;
}

/** Nothing that was begun in a component outlives it; what is begun after its end is ended already. */
export function useOneAtATime(): OneAtATime {
  const [one] = useState(oneAtATime);
  // In development StrictMode takes a component down and puts it back with the same state.
  useEffect(() => {
    one.mount();
    return one.unmount;
  }, [one]);
  return one;
}

function oneAtATime() {
  let running = new AbortController();
  let isMounted = true;
  const end = () => running.abort();
  return {
    begin: () => {
      end();
      running = new AbortController();
      if (!isMounted) end();
      return running.signal;
    },
    end,
    mount: () => {
      isMounted = true;
    },
    unmount: () => {
      isMounted = false;
      end();
    },
  };
}
