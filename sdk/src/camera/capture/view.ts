import { style } from "./style.ts";
import type { CaptureWords } from "./words/index.ts";

/** What can be done now: each is a button that is there, or is not. */
export interface Possible {
  readonly start: boolean;
  readonly take: boolean;
  readonly again: boolean;
  readonly file: boolean;
  readonly cancel: boolean;
}

export interface ViewEvents {
  onStart(): void;
  onTake(): void;
  onAgain(): void;
  onCancel(): void;
  onFile(file: File): void;
}

export interface View {
  readonly video: HTMLVideoElement;
  say(words: string): void;
  /** Of a failure: read out at once, whatever is being read. */
  alert(words: string): void;
  offer(possible: Possible): void;
  /** The camera's picture, as in a mirror or not; or none. */
  showLive(live: { mirrored: boolean } | undefined): void;
  showGood(good: boolean): void;
  /** The picture that was taken; or none. */
  showStill(picture: CanvasImageSource | undefined, size?: { width: number; height: number }, mirrored?: boolean): void;
  setWords(words: CaptureWords, language: string): void;
}

const html = `
<div class="capture" role="group" aria-labelledby="title" tabindex="-1">
<div class="frame" part="frame">
  <p class="title" id="title" part="title"></p>
  <video part="video" muted playsinline aria-hidden="true"></video>
  <canvas class="still" part="still" hidden></canvas>
  <svg class="guide" viewBox="0 0 60 80" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
    <path class="shade" fill-rule="evenodd" d="M0 0H60V80H0Z M30 12a18 24 0 1 0 0 48a18 24 0 1 0 0 -48Z"/>
    <ellipse class="oval" cx="30" cy="36" rx="18" ry="24"/>
  </svg>
  <p class="status" part="status" role="status"></p>
</div>
<p role="alert" part="alert" class="alert"></p>
<div class="actions" part="actions">
  <button type="button" class="first" part="button start" data-do="start"></button>
  <button type="button" class="first" part="button take" data-do="take"></button>
  <button type="button" part="button again" data-do="again"></button>
  <button type="button" part="button file" data-do="file"></button>
  <button type="button" part="button cancel" data-do="cancel"></button>
  <input type="file" accept="image/*" hidden tabindex="-1" aria-hidden="true">
</div>
</div>`;

/** Builds what is seen of the element in its shadow root. */
export function createView(root: ShadowRoot, events: ViewEvents): View {
  root.innerHTML = `<style>${style}</style>${html}`;
  const find = <Found extends Element>(selector: string) => root.querySelector<Found>(selector)!;
  const group = find<HTMLElement>(".capture");
  const frame = find<HTMLElement>(".frame");
  const title = find<HTMLElement>(".title");
  const video = find<HTMLVideoElement>("video");
  const still = find<HTMLCanvasElement>(".still");
  const status = find<HTMLElement>(".status");
  const alert = find<HTMLElement>(".alert");
  const file = find<HTMLInputElement>("input");
  const button = (name: string) => find<HTMLButtonElement>(`[data-do=${name}]`);

  button("start").addEventListener("click", () => events.onStart());
  button("take").addEventListener("click", () => events.onTake());
  button("again").addEventListener("click", () => events.onAgain());
  button("cancel").addEventListener("click", () => events.onCancel());
  button("file").addEventListener("click", () => file.click());
  file.addEventListener("change", () => {
    const [chosen] = file.files ?? [];
    // So that the same file can be chosen again.
    file.value = "";
    if (chosen) events.onFile(chosen);
  });

  return {
    video,
    say: (words) => {
      status.textContent = words;
    },
    alert: (words) => {
      alert.textContent = words;
    },
    offer: (possible) => {
      const focused = root.activeElement;
      for (const [name, there] of Object.entries(possible)) button(name).hidden = !there;
      // A button that goes while it has the focus would leave the keyboard at the top of the page. No other button has
      // the focus instead: a key that is pressed twice would do what nobody asked for.
      if (focused instanceof HTMLElement && focused.hidden) group.focus();
    },
    showLive: (live) => {
      frame.toggleAttribute("data-live", live !== undefined);
      video.classList.toggle("mirrored", live?.mirrored ?? false);
    },
    showGood: (good) => {
      frame.dataset["state"] = good ? "good" : "";
    },
    showStill: (picture, size, mirrored = false) => {
      frame.toggleAttribute("data-still", picture !== undefined);
      still.hidden = picture === undefined;
      still.classList.toggle("mirrored", mirrored);
      // Without a size nothing of a picture is kept.
      const { width, height } = size ?? { width: 0, height: 0 };
      [still.width, still.height] = [width, height];
      if (picture && size) still.getContext("2d")!.drawImage(picture, 0, 0, width, height);
    },
    setWords: (words, language) => {
      group.lang = language;
      title.textContent = words.label;
      button("start").textContent = words.start;
      button("take").textContent = words.take;
      button("again").textContent = words.again;
      button("file").textContent = words.chooseFile;
      button("cancel").textContent = words.cancel;
    },
  };
}
