import { Problem, type ModelCard } from "../core/index.ts";
import { ask, Passing, persist, shownUrl, type Answer, type Network } from "./network.ts";
import type { ModelStore } from "./store/model-store.ts";
import { contentLength, contentRange, validatorOf } from "./validator.ts";

/** A file on its way. */
export interface Download {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Bytes of it that are here. */
  held: number;
  /** Of the file that these bytes are of. */
  validator: string;
  /** Whether it came in more than one answer: if its digest is wrong then, they may have been of two files. */
  joined: boolean;
}

export interface DownloadOptions {
  readonly network: Network;
  readonly store: ModelStore;
  readonly onProgress: (loaded: number) => void;
  /** Milliseconds between parts that are kept: what a page that is closed meanwhile loses at most. */
  readonly partEvery: number;
  readonly now: () => number;
}

/**
 * The weights that a card names, of their length but not yet of their digest. Parts are kept as they come; those that
 * are kept already are not loaded again, if the file at the server is still the same.
 *
 * @throws Problem `model_unavailable`; `model_digest` if the length is another
 */
export async function download(
  card: ModelCard,
  url: URL,
  { network, store, onProgress, partEvery, now }: DownloadOptions,
): Promise<Download> {
  const { weights, name, modelId } = card;
  const it = await begun(card, store);
  let kept = it.held;
  let keptAt = now();
  let isKeeping = true;

  const keep = async () => {
    keptAt = now();
    if (!isKeeping || it.held <= kept || it.held === weights.bytes) return;
    const bytes = it.bytes.slice(kept, it.held);
    const part = { label: { name, modelId }, validator: it.validator, offset: kept, bytes };
    isKeeping = await store.append(weights.sha256, part);
    kept = it.held;
  };

  const restart = (validator: string) => {
    if (it.held > 0) onProgress(0);
    it.held = 0;
    it.validator = validator;
    kept = 0;
  };

  const attempt = async () => {
    const answer = await askForRest(it, url, network);
    try {
      if (it.held > 0 && goesOn(answer.response, it)) it.joined = true;
      else restart(validatorOf(answer.response.headers));
      // A part of another file, or none (416): asked for anew, and whole.
      if (it.held === 0 && answer.response.status !== 200) throw new Passing(anotherFile(url));
      checkLength(card, answer);
      for (let bytes = await answer.read(); bytes; bytes = await answer.read()) {
        if (it.held + bytes.length > weights.bytes) throw wrongLength(card, "more");
        it.bytes.set(bytes, it.held);
        it.held += bytes.length;
        onProgress(it.held);
        if (now() - keptAt >= partEvery) await keep();
      }
      if (it.held < weights.bytes) {
        throw new Passing(new Problem("model_unavailable", `${shownUrl(url)} ended after ${it.held} bytes`));
      }
    } finally {
      await answer.close();
      await keep();
    }
  };

  onProgress(it.held);
  if (it.held < weights.bytes) await persist(network, attempt, () => it.held);
  return it;
}

/** A download with the parts that the store has of an earlier one. */
async function begun(card: ModelCard, store: ModelStore): Promise<Download> {
  const bytes = new Uint8Array(card.weights.bytes);
  const part = await store.part(card.weights.sha256);
  if (!part || part.bytes.length > bytes.length) return { bytes, held: 0, validator: "", joined: false };
  bytes.set(part.bytes);
  return { bytes, held: part.bytes.length, validator: part.validator, joined: part.bytes.length > 0 };
}

function askForRest({ held, validator }: Download, url: URL, network: Network): Promise<Answer> {
  const headers: Record<string, string> = {};
  if (held > 0) {
    headers["Range"] = `bytes=${held}-`;
    // From another origin it would need leave first (CORS), which few file servers give: there only the answer's
    // own validator is compared.
    if (validator && isSameOrigin(url)) headers["If-Range"] = validator;
  }
  // Our store is the cache: the browser's own would hold every model twice.
  return ask(network, url, { headers, cache: "no-store" });
}

function isSameOrigin(url: URL): boolean {
  return typeof origin === "undefined" || url.origin === origin;
}

/** Whether an answer begins where what is held ends, in the same file. */
function goesOn({ status, headers }: Response, { held, validator, bytes }: Download): boolean {
  if (status !== 206 || validatorOf(headers) !== validator) return false;
  const range = contentRange(headers);
  // Hidden by CORS: what came is joined, and its digest tells.
  if (!range) return !headers.has("content-range");
  return range.from === held && (range.total ?? bytes.length) === bytes.length;
}

function checkLength(card: ModelCard, { response }: Answer): void {
  if (response.status !== 200) return;
  const length = contentLength(response.headers);
  if (length === undefined || length === card.weights.bytes) return;
  const isPage = response.headers.get("content-type")?.startsWith("text/html");
  throw wrongLength(card, isPage ? `${length}, and is an HTML page: is the address right?` : `${length}`);
}

function wrongLength({ weights }: ModelCard, bytes: string): Problem {
  return new Problem("model_digest", `${weights.file} has not the ${weights.bytes} bytes that its card says, but ${bytes}`);
}

function anotherFile(url: URL): Problem {
  return new Problem("model_unavailable", `${shownUrl(url)}: the file changed while it was loaded`);
}
