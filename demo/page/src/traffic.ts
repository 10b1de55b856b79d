export interface Traffic {
  readonly fetch: typeof fetch;
  /** Bytes of all request bodies so far. */
  readonly sent: number;
}

/** A `fetch` that counts what leaves, so that the page shows what was sent, not what it believes was sent. */
export function meteredFetch(onSent: (bytes: number) => void): Traffic {
  let sent = 0;
  const encoder = new TextEncoder();
  return {
    get sent() {
      return sent;
    },
    fetch: (input, init) => {
      // The client sends JSON text and nothing else.
      const bytes = typeof init?.body === "string" ? encoder.encode(init.body).length : 0;
      sent += bytes;
      if (bytes > 0) onSent(sent);
      return fetch(input, init);
    },
  };
}
