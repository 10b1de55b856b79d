/** The element's own style; pages change it by the custom properties and the parts. */
export const style = `
:host {
  --likeness-accent: #1d4ed8;
  --likeness-on-accent: #fff;
  --likeness-problem: #b91c1c;
  --likeness-good: #6ee7a0;
  --likeness-text: #111827;
  --likeness-surface: #f3f4f6;
  --likeness-radius: 1rem;
  display: block;
  inline-size: 100%;
  max-inline-size: 30rem;
  font: 1rem/1.4 system-ui, sans-serif;
  color: var(--likeness-text);
}
/* Dark where the page says that it is, by color-scheme: its background is behind the buttons. */
@supports (color: light-dark(#000, #fff)) {
  :host {
    --likeness-accent: light-dark(#1d4ed8, #8fb3ff);
    --likeness-on-accent: light-dark(#fff, #0b1020);
    --likeness-problem: light-dark(#b91c1c, #fca5a5);
    --likeness-text: light-dark(#111827, #f3f4f6);
    --likeness-surface: light-dark(#f3f4f6, #111827);
  }
}
:host([hidden]) { display: none; }
.capture:focus-visible { outline: 3px solid var(--likeness-accent); outline-offset: 4px; }
.frame {
  position: relative;
  overflow: hidden;
  aspect-ratio: 3 / 4;
  /* A phone that lies on its side has room for the buttons too. */
  max-block-size: 70vh;
  inline-size: 100%;
  border-radius: var(--likeness-radius);
  background: var(--likeness-surface);
}
video, .still { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; object-fit: cover; }
.mirrored { transform: scaleX(-1); }
.guide { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; pointer-events: none; }
.guide .shade { fill: rgb(0 0 0 / 0.45); }
.guide .oval { fill: none; stroke: #fff; stroke-width: 0.8; stroke-dasharray: 2.4 1.6; }
.frame[data-state="good"] .oval { stroke: var(--likeness-good); stroke-dasharray: none; stroke-width: 1.4; }
.frame:not([data-live]) .guide { display: none; }
.status {
  position: absolute;
  inset-inline: 0.75rem;
  inset-block-end: 0.75rem;
  margin: 0;
  padding: 0.5rem 0.75rem;
  border-radius: calc(var(--likeness-radius) - 0.25rem);
  /* Over a picture, whatever its colours: 7:1 at least. */
  background: rgb(0 0 0 / 0.72);
  color: #fff;
  text-align: center;
  font-weight: 600;
}
.status:empty, .alert:empty { display: none; }
.title {
  position: absolute;
  inset: 0.75rem;
  margin: 0;
  display: grid;
  place-content: center;
  text-align: center;
  font-weight: 600;
}
.frame:is([data-live], [data-still]) .title { display: none; }
.alert { margin: 0.75rem 0 0; font-weight: 600; color: var(--likeness-problem); }
.actions { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-block-start: 0.75rem; }
button {
  flex: 1 1 auto;
  min-block-size: 2.75rem;
  padding: 0.5rem 1rem;
  border: 2px solid var(--likeness-accent);
  border-radius: calc(var(--likeness-radius) - 0.25rem);
  background: none;
  color: var(--likeness-accent);
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
button.first { background: var(--likeness-accent); color: var(--likeness-on-accent); }
button:focus-visible { outline: 3px solid var(--likeness-accent); outline-offset: 2px; }
[hidden] { display: none !important; }
@media (prefers-reduced-motion: no-preference) {
  .oval { transition: stroke 0.2s; }
}
@media (forced-colors: active) {
  .frame { border: 1px solid CanvasText; }
  .guide .oval, .frame[data-state="good"] .oval { stroke: CanvasText; }
  .status { background: Canvas; color: CanvasText; }
}
`;
