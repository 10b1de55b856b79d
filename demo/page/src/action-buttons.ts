import { Problem } from "@likeness/sdk/core";
import { notReadyAnswer, problemAnswer, type Answer } from "./answers.ts";
import { faultWords } from "./guidance.ts";
import { NotReady } from "./not-ready.ts";

export interface AnswerSink {
  waiting(words: string): void;
  show(answer: Answer): void;
  clear(): void;
}

/** An action's answers as they come; `undefined` when it cannot begin, and has said why. */
export type Begin = (signal: AbortSignal) => Promise<AsyncIterable<Answer> | undefined>;

/**
 * Runs one action at a time. The buttons rest until its first answer; a later one is shown only if no other
 * action has begun since.
 */
export function createActionButtons(sink: AnswerSink) {
  const buttons: HTMLButtonElement[] = [];
  let present = new AbortController();

  // Not `disabled`, which would take the keyboard's focus away from the button that was pressed.
  const rest = (resting: boolean) => buttons.forEach((button) => (button.ariaDisabled = String(resting)));

  async function run(words: string, begin: Begin): Promise<void> {
    present.abort();
    const { signal } = (present = new AbortController());
    rest(true);
    try {
      const answers = await begin(signal);
      if (!answers || signal.aborted) return;
      sink.waiting(words);
      for await (const answer of answers) {
        if (signal.aborted) return;
        sink.show(answer);
        rest(false);
      }
    } catch (error) {
      if (signal.aborted) return;
      sink.show(asAnswer(error));
    } finally {
      if (!signal.aborted) rest(false);
    }
  }

  return {
    add: (button: HTMLButtonElement, words: string, begin: Begin) => {
      buttons.push(button);
      button.addEventListener("click", () => {
        if (button.ariaDisabled !== "true") void run(words, begin);
      });
    },
    /** What was answered, or is about to be, is about a face that is no longer meant. */
    forget: () => {
      present.abort();
      rest(false);
      sink.clear();
    },
  };
}

/** What is no problem of the contract is a bug: the console gets all of it, the visitor none of its insides. */
export function asAnswer(error: unknown): Answer {
  if (error instanceof NotReady) return notReadyAnswer(error);
  if (!(error instanceof Problem)) console.error(error);
  const problem = error instanceof Problem ? error : new Problem("internal");
  return problemAnswer(problem, faultWords(problem.reasons ?? []));
}
