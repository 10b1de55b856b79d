import { expect, test } from "vitest";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { captureWords, spokenLanguage, type CaptureWords } from "./index.ts";

function flat(words: object, before = ""): [string, string][] {
  return Object.entries(words).flatMap(([key, value]: [string, string | object]): [string, string][] =>
    typeof value === "string" ? [[before + key, value]] : flat(value, `${before}${key}.`),
  );
}

const languages: Record<string, CaptureWords> = { de, en, es, fr };

test.each(Object.keys(languages))("%s says everything, and has none of the English words left", (language) => {
  const english = new Map(flat(en));
  const words = flat(languages[language]!);
  expect(words.map(([key]) => key)).toEqual([...english.keys()]);
  for (const [key, value] of words) {
    expect(value.trim(), key).not.toBe("");
    if (language !== "en") expect(value, key).not.toBe(english.get(key));
  }
});

test("a tag is of its language, and an unknown one of English", () => {
  expect(captureWords("de-AT")).toEqual(de);
  expect(captureWords("FR")).toEqual(fr);
  expect(captureWords("ja")).toEqual(en);
  expect(["de-AT", "ja", "", "constructor"].map(spokenLanguage)).toEqual(["de", "en", "en", "en"]);
});

test("what is changed is said so, and the rest stays", () => {
  const words = captureWords("es", { take: "Foto", guidance: { good: "¡Bien!" } });
  expect(words).toEqual({ ...es, take: "Foto", guidance: { ...es.guidance, good: "¡Bien!" } });
});
