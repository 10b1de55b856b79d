/** Passes words on when they have been the same for a while, and never twice in a row. */
export function whenSteady(milliseconds: number, pass: (words: string) => void): (words: string) => void {
  let pending: string | undefined;
  let passed: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (words) => {
    if (words === pending) return;
    pending = words;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (words !== passed) pass(words);
      passed = words;
    }, milliseconds);
  };
}
