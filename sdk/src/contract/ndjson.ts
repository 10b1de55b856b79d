import { Problem } from "../core/index.ts";

/**
 * Media type of a JSON text a line (https://github.com/ndjson/ndjson-spec, 1.0.0, section 3.3). It is not registered.
 */
export const ndjsonType = "application/x-ndjson";

/** A line as it was read. */
export interface Line {
  /** Its place in what is read, from 1; empty ones count. */
  readonly number: number;
  /** Without its end; none: it is longer than the limit. */
  readonly bytes: Uint8Array | undefined;
}

/** Cuts bytes into lines, however they come. It holds no more than a line of the limit. */
export interface LineSplitter {
  /** The lines that are whole now. Take all of them before the next bytes are pushed. */
  push(bytes: Uint8Array): Generator<Line>;
  /** What is left without a line feed: the last line may lack it. */
  end(): Line | undefined;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Lines end with LF or CR LF. Empty ones and blank ones are passed over; a longer one is told of, and nothing of it is
 * kept.
 *
 * @param limit bytes that a line may have, without its end
 */
export function lineSplitter(limit: number): LineSplitter {
  // The end of a line of the limit may have been cut in two.
  const most = limit + 1;
  let kept = new Uint8Array(Math.min(most, 1_024));
  let length = 0;
  let isTooLong = false;
  let number = 0;

  function keep(part: Uint8Array): void {
    if (isTooLong || length + part.length > most) {
      isTooLong = true;
      return;
    }
    if (length + part.length > kept.length) {
      const larger = new Uint8Array(Math.min(most, Math.max(2 * kept.length, length + part.length)));
      larger.set(kept.subarray(0, length));
      kept = larger;
    }
    kept.set(part, length);
    length += part.length;
  }

  function close(part: Uint8Array): Line | undefined {
    number += 1;
    const wasTooLong = isTooLong;
    if (length > 0) keep(part);
    const whole = length > 0 ? kept.slice(0, length) : part;
    const tooLong = wasTooLong || isTooLong;
    length = 0;
    isTooLong = false;
    const bytes = whole.at(-1) === carriageReturn ? whole.subarray(0, -1) : whole;
    if (tooLong || bytes.length > limit) return { number, bytes: undefined };
    return isBlank(bytes) ? undefined : { number, bytes };
  }

  return {
    *push(bytes) {
      let from = 0;
      for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, from)) {
        const line = close(bytes.subarray(from, at));
        from = at + 1;
        if (line) yield line;
      }
      if (from < bytes.length) keep(bytes.subarray(from));
    },
    end: () => (length > 0 || isTooLong ? close(new Uint8Array()) : undefined),
  };
}

/** Blanks as JSON has them (RFC 8259, section 2). */
const isBlank = (bytes: Uint8Array) => bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === carriageReturn);

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * A line's value. JSON is UTF-8 without a byte order mark (RFC 8259, section 8.1); any other byte is refused.
 *
 * @throws Problem `bad_json`
 */
export function valueOf(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch (cause) {
    throw new Problem("bad_json", "it is not UTF-8", { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem("bad_json", "the line is not JSON", { cause });
  }
}

/** Values as lines. */
export const linesOf = (values: readonly object[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join("");
