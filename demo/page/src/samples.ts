/** A strip of pictures to try, each a button. */
export function showSamples(
  strip: HTMLElement,
  urls: readonly string[],
  onPicture: (picture: Blob) => void,
  onMissing: (words: string) => void,
): void {
  strip.replaceChildren(
    ...urls.map((url, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset["testid"] = "sample";
      const image = new Image();
      image.src = url;
      image.alt = `Sample picture ${i + 1}`;
      image.decoding = "async";
      button.append(image);
      button.addEventListener("click", async () => {
        const response = await fetch(url).catch(() => undefined);
        if (response?.ok) onPicture(await response.blob());
        else onMissing(`${url} could not be fetched.`);
      });
      return button;
    }),
  );
  strip.hidden = urls.length === 0;
}
