/** Passes values on when they have been the same for a while, and never one twice in a row. */
export function whenSteady<Value>(milliseconds: number, pass: (value: Value) => void) {
  let pending: { value: Value } | undefined;
  let passed: { value: Value } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    say: (value: Value): void => {
      if (pending && pending.value === value) return;
      pending = { value };
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (passed?.value !== value) pass(value);
        passed = { value };
      }, milliseconds);
    },
    /** Passes it on now: an event, not a state that may be gone again. */
    sayAtOnce: (value: Value): void => {
      clearTimeout(timer);
      pending = passed = { value };
      pass(value);
    },
    stop: (): void => clearTimeout(timer),
  };
}
