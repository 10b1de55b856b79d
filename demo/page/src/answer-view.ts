import type { Answer, Fact } from "./answers.ts";

/** Where answers appear; read out when they change. */
export function createAnswerView(region: HTMLElement) {
  const atFirst = [...region.children];

  const blank = () => {
    delete region.dataset["outcome"];
    delete region.dataset["code"];
  };

  // On a phone it stands below the buttons, out of sight. The style says whether it glides there.
  const reveal = () => region.scrollIntoView({ block: "nearest" });

  return {
    clear: () => {
      blank();
      region.ariaBusy = "false";
      region.replaceChildren(...atFirst);
    },
    waiting: (words: string) => {
      blank();
      region.ariaBusy = "true";
      region.replaceChildren(paragraph(words, "waiting"));
      reveal();
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
      reveal();
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
