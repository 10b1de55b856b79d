import { Problem } from "../core/index.ts";
import type { Call } from "./known.ts";

/** Bytes; the largest template there is, 1,024 values as f32, takes a third of it. */
export const bodyLimitBytes = 16 * 1024;

/**
 * The body, byte for byte, read once however often it is asked for. Digests are made of these bytes and not of a text:
 * two bodies that differ may decode to one.
 *
 * @throws Problem `body_too_large`
 */
export function bodyOf(c: Call): Promise<Uint8Array<ArrayBuffer>> {
  const read = c.get("body") ?? readBody(c.req.raw);
  c.set("body", read);
  return read;
}

/**
 * Lets validators read what was read. JSON is UTF-8 without a byte order mark (RFC 8259, section 8.1); any other byte
 * is refused, not replaced.
 *
 * @throws Problem `bad_json`, `body_too_large`
 */
export async function offerText(c: Call): Promise<void> {
  const bytes = await bodyOf(c);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new Problem("bad_json", "it is not UTF-8", { cause });
  }
  // Hono keeps promises of what it has read there, whatever the type says.
  c.req.bodyCache.text = Promise.resolve(text) as never;
}

/** Counted while it streams, whatever its header has said: [LIM1]. */
async function readBody({ body, headers }: Request): Promise<Uint8Array<ArrayBuffer>> {
  if (!body) return new Uint8Array();
  const declared = Number(headers.get("content-length") ?? bodyLimitBytes);
  if (declared > bodyLimitBytes) throw tooLarge();
  let bytes = new Uint8Array(declared > 0 ? declared : bodyLimitBytes);
  let length = 0;
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  // Whoever is gone before all was sent has sent no JSON; nothing has failed on this side.
  const next = () =>
    reader.read().catch((cause: unknown) => {
      throw new Problem("bad_json", "the body breaks off", { cause });
    });
  for (let part = await next(); part.value; part = await next()) {
    if (length + part.value.length > bodyLimitBytes) throw tooLarge();
    if (length + part.value.length > bytes.length) bytes = enlarged(bytes);
    bytes.set(part.value, length);
    length += part.value.length;
  }
  return bytes.subarray(0, length);
}

/** For a body that is longer than its header has said. */
function enlarged(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(bodyLimitBytes);
  whole.set(bytes);
  return whole;
}

const tooLarge = () => new Problem("body_too_large", `at most ${bodyLimitBytes} bytes`);
