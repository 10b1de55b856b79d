import type { QualityLimits, QualityUse } from "../../face/index.ts";
import type { BrowserLikeness } from "../../likeness/browser-likeness.ts";
import type { CaptureEventMap } from "./capture-events.ts";
import { createCapture, type Capture } from "./capture.ts";
import { languageOf } from "./language.ts";
import { captureWords, spokenLanguage, type CaptureWordsChanges } from "./words/index.ts";

/**
 * Takes one good face, by the camera or from a file, and tells the person what to do for it; see {@link defineCapture}.
 *
 * @example
 * <likeness-capture use="verify" lang="de"></likeness-capture>
 */
export interface LikenessCapture extends HTMLElement {
  /** What analyses the pictures; one that is still loading is waited for. It stays its owner's to close. */
  likeness: BrowserLikeness | Promise<BrowserLikeness> | undefined;
  /** What is said in another way than {@link captureWords} has it, or in another language. */
  words: CaptureWordsChanges | undefined;
  /**
   * The host's, at least 16 bytes, a new one for each start: then the person must do the steps that follow from it, and no file
   * is taken. Not `nonce`: every element has that of the page's content security policy.
   */
  livenessNonce: Uint8Array | undefined;
  /** The least cosine of two templates of one person: with it, liveness holds every frame to be of one. */
  sameFrom: number | undefined;
  /** Over the limits of the use, and of the likeness. */
  limits: Partial<QualityLimits> | undefined;
  /** The attribute `use`; `enrol` unless it is set. */
  use: QualityUse;
  /** The attribute `facing`: the camera beside the screen (`user`, unless it is set) or on the back. */
  facing: "user" | "environment";
  /** The attribute `manual`: the person takes the picture; else it takes itself, once a better one is not to come. */
  manual: boolean;
  /** Begins with the camera. Resolves once it runs, or a `problem` said why it does not. */
  start(): Promise<void>;
  /** Ends what is under way, and the camera. */
  stop(): void;
  /** Takes the best frame now. Whether there is one that is good; if not, the person is told what to do. */
  take(): boolean;
  /** As at the beginning: the camera is off, and no picture kept. */
  reset(): void;
  addEventListener<Type extends keyof CaptureEventMap>(
    type: Type,
    listener: (this: LikenessCapture, event: CaptureEventMap[Type]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "likeness-capture": LikenessCapture;
  }
}

/**
 * Makes `<likeness-capture>` known to the page. On a server, and when the name is taken, it does nothing.
 *
 * Events: `capture` with the face, `guidance`, `problem` with the `Problem`, `cancel`; see {@link CaptureEventMap}.
 * Style: the parts `frame`, `title`, `video`, `still`, `status`, `alert`, `actions`, `button`, and the custom properties
 * `--likeness-accent`, `-on-accent`, `-good`, `-problem`, `-text`, `-surface`, `-radius`.
 *
 * @example
 * defineCapture();
 * const capture = document.querySelector("likeness-capture");
 * capture.likeness = createLikeness({ endpoint, key });
 * capture.addEventListener("capture", async ({ detail: { face } }) => {
 *   await (await capture.likeness).enrol(face, { collection: "staff", subject: "ada" });
 * });
 */
export function defineCapture(name = "likeness-capture"): void {
  if (typeof customElements === "undefined" || customElements.get(name)) return;
  customElements.define(name, captureClass());
}

const properties = ["likeness", "words", "livenessNonce", "sameFrom", "limits", "use", "facing", "manual"] as const;

/** Made when it is wanted: on a server there is no `HTMLElement` to extend. */
function captureClass(): CustomElementConstructor {
  return class extends HTMLElement implements LikenessCapture {
    static readonly observedAttributes = ["lang", "manual"];
    readonly #capture: Capture;
    #likeness: LikenessCapture["likeness"];
    #given!: Promise<BrowserLikeness>;
    #give!: (likeness: BrowserLikeness | Promise<BrowserLikeness>) => void;
    #words: CaptureWordsChanges | undefined;
    #nonce: Uint8Array | undefined;
    #sameFrom: number | undefined;
    #limits: Partial<QualityLimits> | undefined;

    constructor() {
      super();
      this.#await();
      const tell = (type: keyof CaptureEventMap, detail?: unknown) => this.dispatchEvent(new CustomEvent(type, { detail }));
      const settings = () => ({
        likeness: this.#given,
        use: this.use,
        facing: this.facing,
        manual: this.manual,
        nonce: this.#nonce,
        sameFrom: this.#sameFrom,
        limits: this.#limits,
      });
      this.#capture = createCapture(this.attachShadow({ mode: "open" }), settings, {
        onCapture: (detail) => tell("capture", detail),
        onGuidance: (detail) => tell("guidance", detail),
        onProblem: (problem) => tell("problem", problem),
        onCancel: () => tell("cancel"),
      });
    }

    connectedCallback(): void {
      for (const property of properties) this.#adopt(property);
      this.#say();
      this.#capture.reset();
    }

    disconnectedCallback(): void {
      this.#capture.reset();
    }

    attributeChangedCallback(attribute: string): void {
      if (attribute === "lang") this.#say();
      else this.#capture.refresh();
    }

    get likeness(): LikenessCapture["likeness"] {
      return this.#likeness;
    }
    set likeness(likeness: LikenessCapture["likeness"]) {
      if (likeness === this.#likeness) return;
      if (this.#likeness) this.#await();
      this.#likeness = likeness;
      if (likeness) this.#give(likeness);
    }

    get words(): CaptureWordsChanges | undefined {
      return this.#words;
    }
    set words(words: CaptureWordsChanges | undefined) {
      this.#words = words;
      this.#say();
    }

    get livenessNonce(): Uint8Array | undefined {
      return this.#nonce;
    }
    set livenessNonce(nonce: Uint8Array | undefined) {
      this.#nonce = nonce;
      this.#capture.refresh();
    }

    get sameFrom(): number | undefined {
      return this.#sameFrom;
    }
    set sameFrom(sameFrom: number | undefined) {
      this.#sameFrom = sameFrom;
    }

    get limits(): Partial<QualityLimits> | undefined {
      return this.#limits;
    }
    set limits(limits: Partial<QualityLimits> | undefined) {
      this.#limits = limits;
    }

    get use(): QualityUse {
      const use = this.getAttribute("use");
      return use === "verify" || use === "identify" ? use : "enrol";
    }
    set use(use: QualityUse) {
      this.setAttribute("use", use);
    }

    get facing(): "user" | "environment" {
      return this.getAttribute("facing") === "environment" ? "environment" : "user";
    }
    set facing(facing: "user" | "environment") {
      this.setAttribute("facing", facing);
    }

    get manual(): boolean {
      return this.hasAttribute("manual");
    }
    set manual(manual: boolean) {
      this.toggleAttribute("manual", manual);
    }

    start(): Promise<void> {
      // What it lies in may speak another language by now.
      this.#say();
      return this.#capture.start();
    }
    stop(): void {
      this.#capture.stop();
    }
    take(): boolean {
      return this.#capture.take();
    }
    reset(): void {
      this.#capture.reset();
    }

    /** A start before the likeness is given waits for it. */
    #await(): void {
      this.#given = new Promise((resolve) => {
        this.#give = resolve;
      });
      // A start tells of a failure; before it there is nobody to tell.
      this.#given.catch(() => {});
    }

    #say(): void {
      const tag = languageOf(this);
      // Whoever brings words of their own brings them in the language of the place.
      this.#capture.setWords(captureWords(tag, this.#words), this.#words ? tag : spokenLanguage(tag));
    }

    /** What was set before the element was known hides the property of the same name. */
    #adopt(property: (typeof properties)[number]): void {
      if (!Object.hasOwn(this, property)) return;
      const { [property]: value } = this as Record<string, unknown>;
      Reflect.deleteProperty(this, property);
      Reflect.set(this, property, value);
    }
  };
}
