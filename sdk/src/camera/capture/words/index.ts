import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import type { CaptureWords } from "./words.ts";

export type { CaptureWords } from "./words.ts";

/** By primary language subtag (BCP 47). */
const languages: Readonly<Record<string, CaptureWords>> = { de, en, es, fr };

/** Of another language, or said in another way: what is left out stays as it is. */
export type CaptureWordsChanges = Partial<Omit<CaptureWords, "guidance" | "liveness">> & {
  readonly guidance?: Partial<CaptureWords["guidance"]>;
  readonly liveness?: Partial<CaptureWords["liveness"]>;
};

/** Of a language tag such as `de-AT`, the language that there are words of; `en` where there are none. */
export function spokenLanguage(tag: string): string {
  const [primary = ""] = tag.toLowerCase().split("-");
  return Object.hasOwn(languages, primary) ? primary : "en";
}

/** The words of a language tag such as `de-AT`; English where there are none of it. */
export function captureWords(tag: string, changes: CaptureWordsChanges = {}): CaptureWords {
  const words = languages[spokenLanguage(tag)]!;
  return {
    ...words,
    ...changes,
    guidance: { ...words.guidance, ...changes.guidance },
    liveness: { ...words.liveness, ...changes.liveness },
  };
}
