import { useEffect, useRef } from "react";

/** The newest of a value that is written anew in each render, for what runs later and is not to run anew for it. */
export function useLatest<Value>(value: Value): { readonly current: Value } {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}
