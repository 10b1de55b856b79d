/** The language of an element's text: its own `lang`, else that of what it lies in, else the person's. */
export function languageOf(element: Element): string {
  let from: Element | undefined = element;
  while (from) {
    const tag = from.closest("[lang]")?.getAttribute("lang");
    if (tag) return tag;
    const root = from.getRootNode();
    from = root instanceof ShadowRoot ? root.host : undefined;
  }
  return navigator.language || "en";
}
