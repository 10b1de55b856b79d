/** What a promise gives, unless the signal is aborted before: then its reason is thrown. */
export function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const end = () => reject(signal.reason as Error);
    if (signal.aborted) return end();
    signal.addEventListener("abort", end);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", end));
  });
}
