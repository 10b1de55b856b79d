import type { Answer, Fact } from "./answers.ts";

/** Where answers appear; read out when they change. */
export function createAnswerView(region: HTMLElement) {
  return {
    waiting: (words: string) => {
      delete region.dataset["outcome"];
      delete region.dataset["code"];
      region.ariaBusy = "true";
      region.replaceChildren(paragraph(words, "waiting"));
    },
    show: ({ outcome, code, headline, sentences, facts }: Answer) => {
      region.ariaBusy = "false";
      region.dataset["outcome"] = outcome;
      if (code) region.dataset["code"] = code;
      else delete region.dataset["code"];
      region.replaceChildren(
        paragraph(headline, "headline"),
        ...sentences.map((sentence) => paragraph(sentence)),
        factList(facts),
      );
      // On a phone it stands below the buttons, out of sight.
      region.scrollIntoView({ block: "nearest" });
    },
  };
}

function paragraph(words: string, name?: string): HTMLParagraphElement {
  const element = document.createElement("p");
  element.textContent = words;
  if (name) element.className = name;
  return element;
}

function factList(facts: readonly Fact[]): HTMLDListElement {
  const list = document.createElement("dl");
  list.append(
    ...facts.map(({ label, value }) => {
      const entry = document.createElement("div");
      // "Not proved" is `not-proved`: for tests, which should not depend on the words' order.
      entry.dataset["fact"] = label.toLowerCase().replaceAll(" ", "-");
      const term = document.createElement("dt");
      const description = document.createElement("dd");
      term.textContent = label;
      description.textContent = value;
      entry.append(term, description);
      return entry;
    }),
  );
  return list;
}
